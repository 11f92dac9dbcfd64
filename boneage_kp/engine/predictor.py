"""`Predictor`: films in, `HandReading`s out; one network for as many films as there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from boneage_kp.engine.films import Film, film_of_array, film_of_file
from boneage_kp.engine.finder import Finder, Found
from boneage_kp.engine.letterbox import letterboxed
from boneage_kp.engine.network import Network, NetworkReading
from boneage_kp.engine.reading import bone_readings, hand_reading
from boneage_kp.engine.upright import Upright
from boneage_kp.film.grey import as_grey_255
from boneage_kp.quality import Evidence, QualityLimits, check_hand
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.hand import HAND, HandSchema
from boneage_kp.schema.records import HandReading, Sex
from boneage_kp.standards import Standard, load_standard


@dataclass(frozen=True, eq=False)
class _Prepared:
    """A film as the network sees it.

    upright_grey:  (h, w) grey on 0-255 after the coarse pass.
    seen:          (H, W) uint8, the network's input.
    from_film:     film pixels to the network's pixels.
    """

    film: Film
    found: Found | None
    upright_grey: np.ndarray
    upright: Upright
    seen: np.ndarray
    from_film: Affine


class Predictor:
    """Reads films.

    network:   finds points and stages; see `network.Network`.
    standard:  what the stages are worth; its stages must be those that the network reads.
    finder:    the coarse pass; None reads films as they are.
    limits:    thresholds of the quality checks.
    """

    def __init__(
        self,
        network: Network,
        standard: Standard | str = "tw3_rus",
        finder: Finder | None = None,
        limits: QualityLimits | None = None,
        schema: HandSchema = HAND,
    ) -> None:
        self.standard = load_standard(standard) if isinstance(standard, str) else standard
        self.standard.check_reads_films(schema)
        for name in schema.names:
            ours, theirs = self.standard.stages[name], network.standard.stages[name]
            if ours != theirs:
                raise ValueError(
                    f"standard {self.standard.id!r} has the stages {' '.join(ours)} at {name}; the "
                    f"network reads {' '.join(theirs)} ({network.standard.id}). Use another one"
                )
        self.network = network
        self.finder = finder
        self.limits = limits or QualityLimits()
        self.schema = schema

    def read(
        self,
        film: Film | np.ndarray | str | Path,
        sex: Sex | str | None = None,
        age_years: float | None = None,
    ) -> HandReading:
        """One film: a path, (H, W) grey pixels, or a `Film`, which knows its sex and age itself."""
        if not isinstance(film, Film):
            known = Sex.parse(sex) if isinstance(sex, str) else sex
            if isinstance(film, np.ndarray):
                film = film_of_array(film, known, age_years)
            else:
                film = film_of_file(Path(film), known, age_years)
        return self.read_batch([film])[0]

    def read_batch(self, films: Sequence[Film]) -> list[HandReading]:
        """Several films in one pass of the network, in their order."""
        if not films:
            return []
        prepared = [self._prepare(film) for film in films]
        reading = self.network.read(np.stack([one.seen for one in prepared])[:, None])
        return [self._hand(one, reading, b) for b, one in enumerate(prepared)]

    def _prepare(self, film: Film) -> _Prepared:
        grey = as_grey_255(film.grey)
        found = self.finder.find(grey) if self.finder else None
        upright = found.upright if found else Upright.whole(film.size_hw)
        upright_grey = upright.apply(grey)
        view = letterboxed(upright_grey, self.network.input_hw)
        from_film = upright.from_film.then(view.from_film)
        return _Prepared(film, found, upright_grey, upright, view.grey, from_film)

    def _hand(self, prepared: _Prepared, reading: NetworkReading, b: int) -> HandReading:
        film = prepared.film
        xy_px = prepared.from_film.inverse()(reading.xy_px[b])
        bones = bone_readings(
            xy_px,
            reading.confidence[b],
            reading.posterior[b],
            self.standard.stages,
            self.limits.found_confidence,
            self.schema,
        )
        low, high = _grey_span(prepared.upright_grey, prepared.upright.from_film(xy_px))
        evidence = Evidence(
            bones=bones,
            second_peak=dict(zip(self.schema.names, reading.second_peak[b].tolist(), strict=True)),
            film_hw=film.size_hw,
            view_length_share=float(reading.length_px[b]) / max(self.network.input_hw),
            grey_low=low,
            grey_high=high,
            standard=self.standard,
            sex=film.sex,
            second_hand=prepared.found.second_hand if prepared.found else None,
            hand_found=self.finder is None or prepared.found is not None,
            schema=self.schema,
        )
        findings = check_hand(evidence, self.limits)
        return hand_reading(film, self.standard, bones, findings, self._digests())

    def _digests(self) -> dict[str, str]:
        finder = {"finder": self.finder.digest} if self.finder else {}
        return {"model": self.network.digest, **finder}


def _grey_span(grey: np.ndarray, xy_px: np.ndarray) -> tuple[float, float]:
    """5th and 95th percentile in the box of the points; of the whole film where it is empty."""
    height, width = grey.shape
    x0, y0 = np.clip(np.floor(xy_px.min(axis=0)), 0, (width, height)).astype(int)
    x1, y1 = np.clip(np.ceil(xy_px.max(axis=0)), 0, (width, height)).astype(int)
    box = grey[y0:y1, x0:x1]
    low, high = np.percentile(box if box.size else grey, [5, 95])
    return float(low), float(high)
