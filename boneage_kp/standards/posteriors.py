"""Stage posteriors as arrays: built from names, checked by name, sharpened or flattened by beta.

Letters: N hands, K bones, S stages (of the bone that has most).
"""

from collections.abc import Mapping

import numpy as np

from boneage_kp.standards.faults import ScoringError
from boneage_kp.standards.scoring import check_stages
from boneage_kp.standards.standard import Standard

# A float32 softmax over nine stages sums to 1 within about 1e-6.
SUM_TOLERANCE = 1e-5


def posteriors_of(standard: Standard, by_bone: Mapping[str, Mapping[str, float]]) -> np.ndarray:
    """Posteriors given by name as one hand's array.

    by_bone:  bone -> stage -> probability; a stage left out has probability 0.
    returns:  (K, S) float64, bones and stages in the standard's order.
    """
    missing = [bone for bone in standard.bones if bone not in by_bone]
    if missing:
        raise ScoringError(
            f"no posterior for: {', '.join(missing)}; {standard.id} needs every bone"
        )
    array = np.zeros((len(standard.bones), int(standard.stage_counts.max())))
    for bone, posterior in by_bone.items():
        for stage, probability in posterior.items():
            standard.check_stage(bone, stage)
            array[standard.bones.index(bone), standard.stages[bone].index(stage)] = probability
    return array


def one_hot_posteriors(standard: Standard, stages: Mapping[str, str]) -> np.ndarray:
    """(K, S): stages that are taken as certain."""
    check_stages(standard, stages)
    return posteriors_of(standard, {bone: {stage: 1.0} for bone, stage in stages.items()})


def check_posteriors(standard: Standard, posteriors: np.ndarray, beta: float = 1.0) -> np.ndarray:
    """Refuse what is no posterior, then normalise to the last bit and apply `beta`.

    posteriors:  (N, K, S), in the standard's order; each bone sums to 1 (within 1e-5) and has no
                 mass on stages that the bone lacks.
    beta:        exponent on every probability. 1 leaves them; below 1 flattens them, the cure for
                 bones that err together; fitted elsewhere.
    returns:     (N, K, S) float64.
    """
    p = np.asarray(posteriors, np.float64)
    wanted = (len(standard.bones), int(standard.stage_counts.max()))
    if p.ndim != 3 or p.shape[1:] != wanted:
        raise ScoringError(
            f"posteriors: got shape {p.shape}; wanted (hands, {wanted[0]}, {wanted[1]}): the bones "
            f"of {standard.id}, and the stages of the bone that has most"
        )
    if not 0 < beta <= 10:
        raise ScoringError(f"beta: got {beta}; wanted a number above 0, usually at most 1")
    sums = p.sum(axis=2)
    _check_values(standard, p, sums)
    p = p / sums[:, :, None]
    if beta != 1.0:
        p = p**beta
        p /= p.sum(axis=2, keepdims=True)
    return p


def _check_values(standard: Standard, p: np.ndarray, sums: np.ndarray) -> None:
    lacking = np.arange(p.shape[2]) >= standard.stage_counts[:, None]  # (K, S)
    # NaN fails the comparison, so that it is found here too; an infinity fails the sum.
    negative = p.size > 0 and not p.min() >= 0
    off_sum = p.size > 0 and not np.abs(sums - 1).max() <= SUM_TOLERANCE
    stray = bool(p[:, lacking].any())
    if not (negative or off_sum or stray):
        return
    faults: list[str] = []
    for n, k in np.argwhere(
        ~(p >= 0).all(axis=2)
        | ~(np.abs(sums - 1) <= SUM_TOLERANCE)
        | ((p != 0) & lacking).any(axis=2)
    ):
        faults.append(_describe(standard, int(n), int(k), p[n, k], lacking[k]))
    more = f"\n... and {len(faults) - 20} more" if len(faults) > 20 else ""
    raise ScoringError("\n".join(faults[:20]) + more)


def _describe(standard: Standard, n: int, k: int, row: np.ndarray, lacking: np.ndarray) -> str:
    bone = standard.bones[k]
    place = f"posterior of hand {n}, bone {bone!r}"
    if np.isnan(row).any():
        return f"{place}: got a value that is no number; wanted a probability for every stage"
    if (row < 0).any():
        return f"{place}: got {row.min():.6g}; wanted no probability below 0"
    if (row[lacking] != 0).any():
        return (
            f"{place}: got mass {row[lacking].sum():.6g} beyond its last stage "
            f"{standard.stages[bone][-1]!r}; wanted 0 there. Mask the stages that the bone lacks, "
            "then normalise."
        )
    return f"{place}: got probabilities that sum to {row.sum():.6g}; wanted 1"
