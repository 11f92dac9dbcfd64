"""`Predictor`: films in, `HandReading`s out; one network for as many films as there are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from boneage_kp.engine.calibration import Calibration
from boneage_kp.engine.clock import StageClock
from boneage_kp.engine.films import Film, film_of_array, film_of_file
from boneage_kp.engine.finder import Finder, Found
from boneage_kp.engine.letterbox import letterboxed
from boneage_kp.engine.reading import bone_readings, hand_reading
from boneage_kp.engine.upright import Upright
from boneage_kp.engine.widening import widened
from boneage_kp.film.grey import as_grey_255
from boneage_kp.quality import Evidence, QualityLimits, check_hand
from boneage_kp.runtime.network import Network, NetworkReading
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.hand import HAND, HandSchema
from boneage_kp.schema.records import HandReading, Sex
from boneage_kp.standards import Standard, load_standard


@dataclass(frozen=True, eq=False)
class _Prepared:
    """A film as the network sees it.

    found:         what the coarse pass says; None without one.
    upright_grey:  (h, w) grey on 0-255 after the coarse pass.
    seen:          (H, W) uint8, the network's input.
    from_upright:  pixels of the upright film to the network's pixels.
    """

    film: Film
    found: Found | None
    upright_grey: np.ndarray
    upright: Upright
    seen: np.ndarray
    from_upright: Affine


@dataclass(frozen=True, eq=False)
class _Looked:
    """What is seen on a film, and how it was put upright for that."""

    evidence: Evidence
    upright: Upright


@dataclass(frozen=True)
class ReadFilm:
    """A reading, and how the film was put upright for it."""

    reading: HandReading
    upright: Upright


class Predictor:
    """Reads films.

    network:   finds points and stages; see `runtime.network.Network`.
    standard:  what the stages are worth; its stages must be those that the network reads.
    finder:    the coarse pass; None reads films as they are.
    limits:    thresholds of the quality checks; None for those of the network's calibration, or
               the defaults.
    clock:     times the steps find, resize, network, scoring; None measures for nobody.
    """

    def __init__(
        self,
        network: Network,
        standard: Standard | str = "tw3_rus",
        finder: Finder | None = None,
        limits: QualityLimits | None = None,
        schema: HandSchema = HAND,
        clock: StageClock | None = None,
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
        self.calibration: Calibration | None = getattr(network, "calibration", None)
        fitted = self.calibration.quality_limits() if self.calibration else None
        self.limits = limits or fitted or QualityLimits()
        self.schema = schema
        self.clock = clock or StageClock()

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
        return [read.reading for read in self.read_upright(films)]

    def read_upright(self, films: Sequence[Film]) -> list[ReadFilm]:
        """The same, with what was done to put each film upright."""
        looked = self._look(films)
        with self.clock.step("scoring"):
            hands = [self._hand(film, one) for film, one in zip(films, looked, strict=True)]
        return [ReadFilm(h, one.upright) for h, one in zip(hands, looked, strict=True)]

    def look(self, films: Sequence[Film]) -> list[Evidence]:
        """What is seen on several films, before any check and any score."""
        return [one.evidence for one in self._look(films)]

    def _look(self, films: Sequence[Film]) -> list[_Looked]:
        """A film without a hand on it does not take part in the network's pass."""
        prepared = [self._prepare(film) for film in films]
        read = iter(self._read([one for one in prepared if one is not None]))
        return [
            self._nothing(film) if one is None else next(read)
            for film, one in zip(films, prepared, strict=True)
        ]

    def _prepare(self, film: Film) -> _Prepared | None:
        """None where the coarse pass finds no hand."""
        with self.clock.step("resize"):
            grey = _on_steps(as_grey_255(film.grey))
        with self.clock.step("find"):
            found = self.finder.find(grey) if self.finder else None
        if self.finder and found is None:
            return None
        with self.clock.step("resize"):
            upright = found.upright if found else Upright.whole(film.size_hw)
            upright_grey = upright.apply(grey)
            leaning = found.leaning if found else None
            size_hw = self.network.input_hw
            view = (leaning.view if leaning else letterboxed)(upright_grey, size_hw)
        return _Prepared(film, found, upright_grey, upright, view.grey, view.from_film)

    def _read(self, prepared: Sequence[_Prepared]) -> list[_Looked]:
        if not prepared:
            return []
        with self.clock.step("network"):
            reading = self.network.read(np.stack([one.seen for one in prepared])[:, None])
        with self.clock.step("scoring"):
            return [
                _Looked(self._evidence(one, reading, b), one.upright)
                for b, one in enumerate(prepared)
            ]

    def _nothing(self, film: Film) -> _Looked:
        evidence = Evidence.of_no_hand(film.size_hw, self.standard, film.sex, self.schema)
        return _Looked(evidence, Upright.whole(film.size_hw))

    def _hand(self, film: Film, looked: _Looked) -> HandReading:
        evidence = looked.evidence
        findings = check_hand(evidence, self.limits)
        hand = hand_reading(film, self.standard, evidence.bones, findings, self.digests)
        hand = widened(hand, self.standard, self.beta)
        # Where sex, age and millimetres come from is told with the checks' findings.
        return replace(hand, reasons=(*hand.reasons, *film.notes))

    def _evidence(self, prepared: _Prepared, reading: NetworkReading, b: int) -> Evidence:
        film = prepared.film
        xy_upright_px = prepared.from_upright.inverse()(reading.xy_px[b])
        xy_px = prepared.upright.from_film.inverse()(xy_upright_px)
        bones = bone_readings(
            xy_px,
            reading.confidence[b],
            reading.posterior[b],
            self.standard.stages,
            self.limits.found_confidence,
            self.schema,
        )
        low, high = _grey_span(prepared.upright_grey, xy_upright_px)
        return Evidence(
            bones=bones,
            second_peak=dict(zip(self.schema.names, reading.second_peak[b].tolist(), strict=True)),
            film_hw=film.size_hw,
            view_length_share=float(reading.length_px[b]) / max(self.network.input_hw),
            grey_low=low,
            grey_high=high,
            standard=self.standard,
            sex=film.sex,
            second_hand=prepared.found.second_hand if prepared.found else None,
            schema=self.schema,
        )

    @property
    def beta(self) -> float:
        """The exponent that makes up for bones that err together."""
        return self.calibration.beta if self.calibration else 1.0

    @property
    def digests(self) -> dict[str, str]:
        """SHA-256 of the weights, by their part."""
        finder = {"finder": self.finder.digest} if self.finder else {}
        fitted = {"calibration": self.calibration.digest} if self.calibration else {}
        return {"model": self.network.digest, **finder, **fitted}


def _on_steps(grey: np.ndarray) -> np.ndarray:
    """Deep films on steps of 1/32 of a grey level, far below the one level that the network sees:
    there 255 - x is exact at every depth, so that a film and its negative are one film upright.
    """
    if grey.dtype == np.uint8:
        return grey
    stepped = np.multiply(grey, np.float32(32))
    np.rint(stepped, out=stepped)
    return np.multiply(stepped, np.float32(1 / 32), out=stepped)


def _grey_span(grey: np.ndarray, xy_px: np.ndarray) -> tuple[float, float]:
    """5th and 95th percentile in the box of the points; of the whole film where it is empty."""
    height, width = grey.shape
    x0, y0 = np.clip(np.floor(xy_px.min(axis=0)), 0, (width, height)).astype(int)
    x1, y1 = np.clip(np.ceil(xy_px.max(axis=0)), 0, (width, height)).astype(int)
    box = grey[y0:y1, x0:x1]
    low, high = np.percentile(box if box.size else grey, [5, 95])
    return float(low), float(high)
