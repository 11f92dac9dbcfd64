"""The fits behind a calibration that concern a hand: beta by coverage, limits by quantile.

Pure functions over arrays of N hands; what concerns one bone is in `stage_fit`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

COVERAGE = 0.9
BETA_RANGE = (0.05, 1.0)
BETA_STEPS = 96  # a hundredth each: finer than any count of hands tells apart


def fit_beta(
    coverage_of: Callable[[float], float | None], wanted: float = COVERAGE, slack: float = 0.0
) -> float:
    """The largest exponent in `BETA_RANGE` whose intervals hold the truth often enough.

    coverage_of:  beta -> share of hands whose interval holds the truth. It need not fall with beta
                  throughout: posteriors that are nearly flat are wide, but lie elsewhere.
    slack:        less coverage that is as good where no exponent is enough, such as its standard
                  error: the last few hands cost intervals of any width.
    returns:      where no exponent is enough, the largest that covers about as much as any.
    """
    low, high = BETA_RANGE
    tried: list[tuple[float, float]] = []
    for beta in np.linspace(high, low, BETA_STEPS):
        found = coverage_of(float(beta))
        if found is None:
            return high
        tried.append((float(beta), found))
        if found >= wanted:
            return round(float(beta), 4)
    most = max(found for _, found in tried)
    return round(next(beta for beta, found in tried if found >= most - slack), 4)


def interval_score(
    low: np.ndarray, high: np.ndarray, truth: np.ndarray, coverage: float = COVERAGE
) -> float:
    """Mean width plus the penalty for truths outside (Gneiting & Raftery 2007); less is better."""
    miss = 1 - coverage
    below, above = np.maximum(low - truth, 0), np.maximum(truth - high, 0)
    return float((high - low + 2 / miss * (below + above)).mean())


@dataclass(frozen=True, eq=False)
class ReadableHands:
    """What the checks measure, of N hands that were read rightly.

    least_confidence, median_confidence:  over a hand's bones.
    layout:                               distance of the shape model.
    view_share, contrast, bright:         see `quality.Evidence`.
    """

    least_confidence: np.ndarray
    median_confidence: np.ndarray
    layout: np.ndarray
    view_share: np.ndarray
    contrast: np.ndarray
    bright: np.ndarray


REVIEW_SHARE, REJECT_SHARE = 0.01, 0.001  # of readable hands that a limit may cost
# Films of patients are more varied than phantoms: what speaks against the whole hand lies about
# twice as far out as any phantom does, the ratio that `QualityLimits` argues for.
FURTHER = 1.9


def fit_limits(hands: ReadableHands) -> dict[str, float]:
    """Limits that cost so few of the readable hands; fields of `QualityLimits`.

    Film lengths in pixels are not among them: phantoms have one size, films have any.
    """
    review, reject = REVIEW_SHARE, REJECT_SHARE
    found = float(np.clip(np.quantile(hands.least_confidence, reject), 0.05, 0.5))
    sure = float(np.clip(np.quantile(hands.least_confidence, review), found, 0.9))
    layout = float(np.quantile(hands.layout, 1 - review))
    limits = {
        "found_confidence": found,
        "sure_confidence": sure,
        "min_median_confidence": float(np.quantile(hands.median_confidence, reject)) / FURTHER,
        "layout_review": layout,
        "layout_reject": FURTHER * layout,
        "min_view_share": float(np.quantile(hands.view_share, review)),
        "min_contrast": float(np.quantile(hands.contrast, review)),
        "min_bright": float(np.quantile(hands.bright, review)),
    }
    return {name: float(f"{value:.4g}") for name, value in limits.items()}
