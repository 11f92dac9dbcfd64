"""Where a film's 13 points come from: a bone detector, or nowhere."""

from pathlib import Path
from typing import Protocol

import numpy as np

from boneage_kp.data.registration.affine_fit import MIN_POINTS, register
from boneage_kp.engine.batch.predictor import make_predictor
from boneage_kp.engine.films import Film
from boneage_kp.engine.predictor import Predictor
from boneage_kp.film.error import FilmError
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import HandReading


class Registration(Protocol):
    """Anything that lays films on the template.

    digest:  of what found the points; "" where nothing did.
    """

    @property
    def digest(self) -> str: ...

    def to_template(self, film: Film) -> Affine | None:
        """Film pixels to the template; None: the whole film is taken as it lies."""
        ...


class WholeFilm:
    """No detector: films are taken to lie upright and to show the whole hand."""

    digest = ""

    def to_template(self, film: Film) -> Affine | None:
        return None


class DetectedPoints:
    """Points by a bone detector; a film that they do not tell about is refused."""

    def __init__(self, predictor: Predictor) -> None:
        self.predictor = predictor
        self.digest = predictor.digests["model"]

    @classmethod
    def from_weights(cls, path: Path, bf16: bool = False) -> "DetectedPoints":
        return cls(make_predictor(path, bf16=bf16))

    def to_template(self, film: Film) -> Affine | None:
        xy_px, known = points_of(self.predictor.read(film))
        found = register(xy_px, known)
        if found is None:
            raise FilmError(
                f"its hand cannot be registered: {known.sum()} of {len(HAND)} points were found, "
                f"and {MIN_POINTS} that lie as on a hand are wanted"
            ).of_film(film.name)
        return found


def points_of(reading: HandReading) -> tuple[np.ndarray, np.ndarray]:
    """((K, 2) film pixels with NaN, (K,) which were found)."""
    found = [reading.bones[name].xy_px for name in HAND.names]
    known = np.array([xy is not None for xy in found])
    xy_px = np.array([(np.nan, np.nan) if xy is None else xy for xy in found], float)
    return xy_px, known
