"""Whether a stage said with probability p is right in p of the cases."""

from dataclasses import dataclass

import numpy as np

BINS = 10


@dataclass(frozen=True)
class ReliabilityBin:
    """Readings whose probability lies in (low, high]: how sure on average, how often right."""

    low: float
    high: float
    n: int
    mean_probability: float | None
    share_right: float | None


@dataclass(frozen=True)
class Calibration:
    """Expected calibration error over equally wide bins.

    n:                readings that came with a probability.
    ece:              mean over readings of |share right - mean probability| of their bin.
    overconfidence:   mean probability less share right: above 0 the reader is too sure.
    """

    n: int
    ece: float | None
    overconfidence: float | None
    bins: tuple[ReliabilityBin, ...]


def calibration(probability: np.ndarray, right: np.ndarray, bins: int = BINS) -> Calibration:
    """Calibration of the stages given.

    probability:  (M,) in [0, 1], of the stage that was given.
    right:        (M,) bool.
    """
    edges = np.linspace(0.0, 1.0, bins + 1)
    place = np.clip(np.searchsorted(edges, probability, side="left") - 1, 0, bins - 1)
    rows = []
    for b in range(bins):
        inside = place == b
        n = int(inside.sum())
        rows.append(
            ReliabilityBin(
                low=float(edges[b]),
                high=float(edges[b + 1]),
                n=n,
                mean_probability=float(probability[inside].mean()) if n else None,
                share_right=float(right[inside].mean()) if n else None,
            )
        )
    if not len(probability):
        return Calibration(n=0, ece=None, overconfidence=None, bins=tuple(rows))
    gaps = [r.n * abs((r.share_right or 0.0) - (r.mean_probability or 0.0)) for r in rows]
    return Calibration(
        n=len(probability),
        ece=float(sum(gaps) / len(probability)),
        overconfidence=float(probability.mean() - right.mean()),
        bins=tuple(rows),
    )
