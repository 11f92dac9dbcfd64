"""Truths and readings side by side, as arrays: what every metric of this folder is handed.

Legend: N films, K bones, S stages. A value that is not there is NaN (floats) or -1 (stages).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from boneage_kp.evaluation.stage_order import StageOrder
from boneage_kp.schema.records import Sex


@dataclass(frozen=True, eq=False)
class PointPairs:
    """Points of N films.

    bones:           K names, the order of every array.
    truth_px:        (N, K, 2) original pixels; NaN where the bone is not labelled.
    absent:          (N, K) bool, the bone lies outside the film: any point there is false.
    found_px:        (N, K, 2) original pixels; NaN where the bone was missed.
    confidence:      (N, K) of the reader, in [0, 1]; NaN where missed or unknown.
    hand_length_px:  (N,) of the truth; NaN where it cannot be known.
    spacing_mm:      (N,) edge of a pixel; NaN where unknown.
    area_px2:        (N,) area that object keypoint similarity is measured by; NaN where unknown.
    sources:         N names of who placed the points ('' where not said).
    """

    bones: tuple[str, ...]
    truth_px: np.ndarray
    absent: np.ndarray
    found_px: np.ndarray
    confidence: np.ndarray
    hand_length_px: np.ndarray
    spacing_mm: np.ndarray
    area_px2: np.ndarray
    sources: tuple[str, ...]

    def __post_init__(self) -> None:
        n, k = len(self.sources), len(self.bones)
        wanted = {"truth_px": (n, k, 2), "absent": (n, k), "found_px": (n, k, 2)}
        wanted |= {"confidence": (n, k), "hand_length_px": (n,), "spacing_mm": (n,)}
        _check_shapes(self, wanted | {"area_px2": (n,)})

    @property
    def labelled(self) -> np.ndarray:
        """(N, K) bool: there is a point to compare with."""
        return np.isfinite(self.truth_px).all(axis=-1) & ~self.absent

    @property
    def found(self) -> np.ndarray:
        """(N, K) bool: the reader gave a point."""
        return np.isfinite(self.found_px).all(axis=-1)

    @property
    def error_px(self) -> np.ndarray:
        """(N, K) distance in pixels; infinite where missed, NaN where there is no truth."""
        distance = np.linalg.norm(self.found_px - self.truth_px, axis=-1)
        distance = np.where(self.found, distance, np.inf)
        return np.where(self.labelled, distance, np.nan)

    @property
    def error_share(self) -> np.ndarray:
        """(N, K) the same as a share of hand length; NaN where the length is not known."""
        known = np.where(self.hand_length_px > 0, self.hand_length_px, np.nan)
        return self.error_px / known[:, None]

    @property
    def error_mm(self) -> np.ndarray:
        """(N, K) the same in millimetres on the film; NaN where the spacing is not known."""
        return self.error_px * self.spacing_mm[:, None]


@dataclass(frozen=True, eq=False)
class StagePairs:
    """Stages of N films as numbers in `order.names`.

    truth:      (N, K) int, -1 where not rated or absent: masked everywhere.
    maturity:   (N, K) continuous maturity whose integer part is the stage; NaN where unknown.
    read:       (N, K) int, -1 where the reader gave none.
    posterior:  (N, K, S) probabilities, 0 for stages a bone has not; NaN where there are none.
    """

    order: StageOrder
    truth: np.ndarray
    maturity: np.ndarray
    read: np.ndarray
    posterior: np.ndarray

    def __post_init__(self) -> None:
        shape = (len(self.truth), len(self.order.bones))
        wanted = {name: shape for name in ("truth", "maturity", "read")}
        _check_shapes(self, wanted | {"posterior": (*shape, len(self.order.names))})
        for name in ("truth", "read"):
            array = getattr(self, name)
            _, bones = np.nonzero((array < -1) | (array >= self.order.counts))
            if len(bones):
                which = self.order.bones[bones[0]]
                raise ValueError(
                    f"StagePairs.{name} has a stage that bone {which!r} does not have; "
                    f"it has 0 to {self.order.counts[bones[0]] - 1}, and -1 is 'none'"
                )


@dataclass(frozen=True, eq=False)
class AgePairs:
    """Bone ages and scores of N films, in months.

    truth_months, read_months:  (N,); NaN where not known, or not read as a number.
    bound:            N of None, 'below_first_row', 'mature': the reading lies off the curve.
    interval_months:  (N, 2) of the reading; NaN at an end that lies off the curve.
    has_interval:     (N,) bool, since an interval may be open at both ends.
    sexes:            N of Sex or None.
    truth_score, read_score:  (N,) 0..1000; NaN where not known.
    rejected:         (N,) bool: refused by the quality checks, so it has no bone age.
    """

    file_names: tuple[str, ...]
    truth_months: np.ndarray
    read_months: np.ndarray
    bound: tuple[str | None, ...]
    interval_months: np.ndarray
    has_interval: np.ndarray
    sexes: tuple[Sex | None, ...]
    truth_score: np.ndarray
    read_score: np.ndarray
    rejected: np.ndarray

    def __post_init__(self) -> None:
        n = len(self.file_names)
        names = ("truth_months", "read_months", "has_interval", "truth_score", "read_score")
        wanted: dict[str, tuple[int, ...]] = {name: (n,) for name in (*names, "rejected")}
        _check_shapes(self, wanted | {"interval_months": (n, 2)})


def _check_shapes(pairs: object, wanted: Mapping[str, tuple[int, ...]]) -> None:
    for name, shape in wanted.items():
        got = np.shape(getattr(pairs, name))
        if got != shape:
            raise ValueError(f"{type(pairs).__name__}.{name} has shape {got}, wanted {shape}")
