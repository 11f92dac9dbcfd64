"""Agreement beyond chance between two ratings on an ordered scale (Cohen 1968)."""

import numpy as np


def quadratic_kappa(counts: np.ndarray) -> float | None:
    """Kappa with quadratic weights.

    counts:   (S, S) how often truth s was read as t.
    returns:  1 for full agreement, 0 for chance, down to -1; None where chance alone already
              agrees fully (one stage only) or nothing was counted.
    """
    counts = np.asarray(counts, float)
    total = counts.sum()
    if total == 0:
        return None
    stage = np.arange(len(counts))
    weight = (stage[:, None] - stage[None, :]) ** 2
    by_chance = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / total
    expected = float((weight * by_chance).sum())
    if expected == 0:
        return None
    return 1.0 - float((weight * counts).sum()) / expected
