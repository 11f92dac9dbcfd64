"""Which stage was read: exact, within one, near borders and away from them, and how sure."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from boneage_kp.evaluation.calibration import Calibration, calibration
from boneage_kp.evaluation.kappa import quadratic_kappa
from boneage_kp.evaluation.pairs import StagePairs

# Distance of maturity from the nearest border between two stages, in stages. Half a stage is
# the middle of one; the first and last stage reach further, as they have one border only.
BORDER_BINS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, np.inf)


@dataclass(frozen=True)
class StageAccuracy:
    """Stages of one group.

    n:                     bones that are rated; `not_read` of them were given no stage.
    exact, within_one:     shares of n: a bone that was not read is wrong.
    mean_error:            mean of read less true stage over those read (bias, in stages).
    kappa:                 quadratic, over those read; None where it is not defined.
    """

    n: int
    not_read: int
    exact: float | None
    within_one: float | None
    mean_error: float | None
    kappa: float | None


@dataclass(frozen=True)
class BorderBin:
    """Accuracy of bones whose maturity lies in [low, high) stages from a border."""

    low: float
    high: float
    accuracy: StageAccuracy


@dataclass(frozen=True)
class StageResult:
    """Stages of a whole set.

    names:       S stage names, the order of the confusion matrix.
    confusion:   S rows of true stage, S + 1 columns of read stage, the last one 'not read'.
    by_border:   empty when no maturity is known (only phantoms have one).
    """

    names: tuple[str, ...]
    overall: StageAccuracy
    by_bone: Mapping[str, StageAccuracy]
    by_border: tuple[BorderBin, ...]
    confusion: tuple[tuple[int, ...], ...]
    calibration: Calibration
    calibration_by_bone: Mapping[str, Calibration]


def stage_result(pairs: StagePairs) -> StageResult:
    """Count every rated bone; one that is not rated, or absent, is masked."""
    names, truth, read = pairs.order.names, pairs.truth, pairs.read
    bones = list(enumerate(pairs.order.bones))
    return StageResult(
        names=names,
        overall=accuracy(truth, read, len(names)),
        by_bone={bone: accuracy(truth[:, k], read[:, k], len(names)) for k, bone in bones},
        by_border=_by_border(pairs),
        confusion=tuple(tuple(row) for row in confusion(truth, read, len(names)).tolist()),
        calibration=_calibration(pairs, np.arange(len(bones))),
        calibration_by_bone={bone: _calibration(pairs, np.array([k])) for k, bone in bones},
    )


def accuracy(truth: np.ndarray, read: np.ndarray, stages: int) -> StageAccuracy:
    """Accuracy of any array of stages; -1 in `truth` masks, -1 in `read` is wrong."""
    rated = truth >= 0
    truth, read = truth[rated], read[rated]
    given = read >= 0
    error = (read - truth)[given]
    n = int(truth.size)
    return StageAccuracy(
        n=n,
        not_read=int((~given).sum()),
        exact=float((error == 0).sum() / n) if n else None,
        within_one=float((np.abs(error) <= 1).sum() / n) if n else None,
        mean_error=float(error.mean()) if error.size else None,
        kappa=quadratic_kappa(confusion(truth, read, stages)[:, :stages]),
    )


def confusion(truth: np.ndarray, read: np.ndarray, stages: int) -> np.ndarray:
    """(S, S + 1) counts, rows true, columns read, the last column not read."""
    rated = truth >= 0
    counts = np.zeros((stages, stages + 1), int)
    columns = np.where(read < 0, stages, read)
    np.add.at(counts, (truth[rated], columns[rated]), 1)
    return counts


def border_distance(maturity: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """(N, K) distance in stages from the nearest border between two stages of that bone.

    maturity:  (N, K) continuous; the borders are the whole numbers 1 to count - 1.
    counts:    (K,) stages each bone has.
    """
    nearest = np.clip(np.round(maturity), 1, np.maximum(counts - 1, 1))
    return np.abs(maturity - nearest)


def _by_border(pairs: StagePairs) -> tuple[BorderBin, ...]:
    known = (pairs.truth >= 0) & np.isfinite(pairs.maturity)
    if not known.any():
        return ()
    distance = border_distance(pairs.maturity, pairs.order.counts)
    out = []
    for low, high in zip(BORDER_BINS, BORDER_BINS[1:], strict=False):
        inside = known & (distance >= low) & (distance < high)
        part = accuracy(pairs.truth[inside], pairs.read[inside], len(pairs.order.names))
        out.append(BorderBin(low=low, high=high, accuracy=part))
    return tuple(out)


def _calibration(pairs: StagePairs, columns: np.ndarray) -> Calibration:
    truth, read = pairs.truth[:, columns], pairs.read[:, columns]
    posterior = pairs.posterior[:, columns]
    stage = np.clip(read, 0, None)[..., None]
    probability = np.take_along_axis(posterior, stage, axis=-1)[..., 0]
    use = (truth >= 0) & (read >= 0) & np.isfinite(probability)
    return calibration(probability[use], (truth == read)[use])
