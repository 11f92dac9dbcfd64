"""`BatchSettings`: what decides what a reading says besides film and weights; its digest."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from boneage_kp import __version__
from boneage_kp.engine.batch.films import FilmFile

if TYPE_CHECKING:
    from boneage_kp.engine.predictor import Predictor

Ratings = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class BatchSettings:
    """How a batch is read.

    batch:    films in one pass of the network.
    vis:      pictures and pages as well.
    resume:   take what an earlier run finished of the same film with the same weights and settings.
    bf16, average, backend:  as the network was made; they change what it says.
    ratings:  a person's stages, bone -> stage -> probability; for a batch of one film.
    """

    batch: int = 1
    vis: bool = False
    resume: bool = False
    bf16: bool = False
    average: tuple[str, ...] = ()
    backend: str | None = None
    ratings: Ratings = field(default_factory=dict)

    def digest(self, predictor: "Predictor", film: FilmFile) -> str:
        """SHA-256 over everything but the film's own bytes; equal digests, equal readings.

        How many films share a pass is left out: the groups are fixed by the films' order.
        """
        decides = {
            "version": __version__,
            "weights": predictor.digests,
            "standard": predictor.standard.digest,
            "limits": asdict(predictor.limits),
            "bf16": self.bf16,
            "average": self.average,
            "backend": self.backend,
            "sex": film.sex,
            "age_years": film.age_years,
        }
        text = json.dumps(decides, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()
