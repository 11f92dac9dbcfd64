"""`AgeIntervals`: how wide a reader's spread has to be taken to hold the truth, fitted on phantoms.

An interval is age -/+ factor * (spread + 1 month). The factor is the smallest that holds the
level's share of held-out phantoms (split conformal prediction, so for new phantoms of that kind at
least that share is expected). It belongs to these weights with this number of views and to nothing
else: its file carries their digest in its name, and any other combination does not find it.
"""

import dataclasses
import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from boneage_kp.film.whole_file import whole_text_file

SCHEMA_VERSION = 1
LEVEL = 0.9
FLOOR_MONTHS = 1.0  # networks that happen to agree are not certain
LEAST_FILMS = 20
_ANEW = "make it anew: boneage-kp calibrate --model holistic/NAME --weights FILE ..."


class IntervalError(ValueError):
    """Intervals that cannot be fitted or used; the text says why and what to do."""


@dataclass(frozen=True)
class AgeIntervals:
    """Fitted on phantoms that no network of the reader saw.

    weights_sha256:     of all networks, sorted; views: of each film.
    count:              phantoms that it was fitted on; figures: what was measured on them.
    """

    system: str
    weights_sha256: Sequence[str]
    views: int
    factor: float
    count: int
    generator_version: str
    parameter_digest: str
    level: float = LEVEL
    figures: Mapping[str, float | None] = field(default_factory=dict)

    def around(self, age_months: float, spread_months: float) -> tuple[float, float]:
        """The interval of a reading; no age lies before birth."""
        half = self.factor * (spread_months + FLOOR_MONTHS)
        return max(0.0, age_months - half), age_months + half

    @property
    def digest(self) -> str:
        """SHA-256 over every value, for readings to name it by."""
        return hashlib.sha256(_text(self).encode()).hexdigest()


def fitted_factor(
    error_months: np.ndarray, spread_months: np.ndarray, level: float = LEVEL
) -> float:
    """The smallest factor whose intervals hold `level` of the films, one film more counted as lost.

    error_months, spread_months:  (N,).
    """
    count = len(error_months)
    if count < LEAST_FILMS:
        raise IntervalError(f"{count} films; at least {LEAST_FILMS} are wanted to fit an interval")
    needed = np.sort(np.abs(error_months) / (spread_months + FLOOR_MONTHS))
    return float(needed[min(math.ceil((count + 1) * level), count) - 1])


def held_out_coverage(error_months: np.ndarray, spread_months: np.ndarray) -> float | None:
    """Share held when each half is measured with the factor of the other; None for few films."""
    if len(error_months) < 2 * LEAST_FILMS:
        return None
    held = []
    for part in (0, 1):
        fit, test = slice(part, None, 2), slice(1 - part, None, 2)
        factor = fitted_factor(error_months[fit], spread_months[fit])
        held += list(np.abs(error_months[test]) <= factor * (spread_months[test] + FLOOR_MONTHS))
    return float(np.mean(held))


def intervals_path(first_weights: Path, weights_sha256: Sequence[str], views: int) -> Path:
    """Where the intervals of a set of weights lie: beside the first of them."""
    joined = " ".join([*sorted(weights_sha256), str(views)])
    mark = hashlib.sha256(joined.encode()).hexdigest()[:12]
    return first_weights.with_name(f"{first_weights.stem}-{mark}.interval.json")


def intervals_beside(
    first_weights: Path, weights_sha256: Sequence[str], views: int
) -> AgeIntervals | None:
    """The intervals of exactly these weights and views; None where nobody fitted them."""
    path = intervals_path(first_weights, weights_sha256, views)
    if not path.exists():
        return None
    intervals = read_intervals(path)
    if (list(intervals.weights_sha256), intervals.views) != (sorted(weights_sha256), views):
        raise IntervalError(
            f"{path}: belongs to other weights or views than its name says; {_ANEW}"
        )
    return intervals


def read_intervals(path: Path) -> AgeIntervals:
    """A file of intervals, its values checked."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        version = document.pop("schema_version", None)
        if version != SCHEMA_VERSION:
            raise IntervalError(
                f"{path}: has schema_version {version!r}, wanted {SCHEMA_VERSION}; {_ANEW}"
            )
        intervals = AgeIntervals(**document)
        sound = 0 < intervals.factor < math.inf and 0 < intervals.level < 1
    except (json.JSONDecodeError, UnicodeDecodeError, TypeError, AttributeError) as error:
        raise IntervalError(f"{path}: holds no intervals ({error}); {_ANEW}") from None
    if not sound:
        raise IntervalError(
            f"{path}: factor is {intervals.factor!r} and level {intervals.level!r}, wanted a "
            f"factor above 0 and a level between 0 and 1; {_ANEW}"
        )
    return intervals


def write_intervals(intervals: AgeIntervals, path: Path) -> None:
    with whole_text_file(path) as file:
        file.write(_text(intervals))


def _text(intervals: AgeIntervals) -> str:
    document = {"schema_version": SCHEMA_VERSION, **dataclasses.asdict(intervals)}
    return json.dumps(document, indent=1, allow_nan=False) + "\n"
