"""Posteriors of the stages -> exact distribution of the score, for many hands at once.

The assumption, stated: given the film, the bones' stages err independently of each other. Then the
score is a sum of independent whole numbers, and its distribution is the convolution of theirs:
exact up to the rounding of float64, no sampling, no normal approximation. Where bones err together
the interval comes out too narrow; `beta` below 1 flattens every posterior to make up for it.

Letters: N hands, K bones, S stages (of the bone that has most), T final sum.
"""

import numpy as np

from boneage_kp.schema.records import Sex
from boneage_kp.standards.posteriors import check_posteriors
from boneage_kp.standards.standard import Standard

# Hands that are convolved together. Long enough for numpy's inner loop to outweigh its call,
# short enough for two arrays of (T + 1, block) to stay in a core's second-level cache.
_BLOCK = 128


def score_distributions(
    standard: Standard, sex: Sex, posteriors: np.ndarray, beta: float = 1.0
) -> np.ndarray:
    """Convolve every hand's stage posteriors into the distribution of its score.

    posteriors:  (N, K, S), bones and stages in the standard's order; see `check_posteriors`.
    beta:        exponent on the posteriors, then normalised; 1 leaves them as they are.
    returns:     (N, T + 1) float64, probability of every score; 8 MB for each thousand hands.
    """
    probabilities = check_posteriors(standard, posteriors, beta)
    height, points = standard.final_sum[sex] + 1, standard.points(sex)
    # Small bones first: the arrays stay short for as long as possible.
    order = [int(k) for k in np.argsort(points.max(axis=1), kind="stable")]
    tables = [(k, [int(v) for v in points[k, : standard.stage_counts[k]]]) for k in order]
    distributions = np.empty((len(probabilities), height))
    scratch = np.empty((3, height, min(_BLOCK, max(1, len(probabilities)))))
    for start in range(0, len(probabilities), _BLOCK):
        # Hands lie along the last axis, so that every step below runs over contiguous memory.
        block = np.ascontiguousarray(probabilities[start : start + _BLOCK].transpose(1, 2, 0))
        size = block.shape[2]
        buffers = scratch if size == scratch.shape[2] else np.empty((3, height, size))
        distributions[start : start + size] = _convolve_block(tables, block, buffers).T
    return distributions


def _convolve_block(
    tables: list[tuple[int, list[int]]], block: np.ndarray, buffers: np.ndarray
) -> np.ndarray:
    """Shift and add, bone by bone.

    tables:   (bone index, points of its stages), in the order of convolution.
    block:    (K, S, hands); buffers: (3, T + 1, hands) to write on.
    returns:  (T + 1, hands), one of the buffers.
    """
    current, following, product = buffers
    # (K, S): a stage that no hand of the block may have costs nothing.
    used: np.ndarray = np.asarray(block.any(axis=2))
    current[0] = 1.0
    width = 1  # scores 0 .. width - 1 have mass so far
    for k, points in tables:
        stages = [s for s in range(len(points)) if used[k, s]]
        grown = width + points[stages[-1]]
        lowest = points[stages[0]]
        following[:lowest] = 0.0
        np.multiply(current[:width], block[k, stages[0]], out=following[lowest : lowest + width])
        following[lowest + width : grown] = 0.0
        for s in stages[1:]:
            shifted = following[points[s] : points[s] + width]
            np.multiply(current[:width], block[k, s], out=product[:width])
            np.add(shifted, product[:width], out=shifted)
        current, following, width = following, current, grown
    current[width:] = 0.0
    return current
