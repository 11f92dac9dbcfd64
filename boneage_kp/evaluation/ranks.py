"""Rank correlation (Spearman 1904), ties sharing their mean rank."""

import numpy as np


def ranks(values: np.ndarray) -> np.ndarray:
    """Ranks from 1 on; equal values share the mean of the ranks that they fill."""
    ordered = np.sort(values)
    first = np.searchsorted(ordered, values, side="left")
    last = np.searchsorted(ordered, values, side="right")
    return (first + 1 + last) / 2


def spearman(a: np.ndarray, b: np.ndarray) -> float | None:
    """Rank correlation of two (M,) arrays; None below three values or where one is constant."""
    if len(a) < 3:
        return None
    x, y = ranks(a) - (len(a) + 1) / 2, ranks(b) - (len(b) + 1) / 2
    size = float(np.sqrt((x**2).sum() * (y**2).sum()))
    return float((x * y).sum() / size) if size > 0 else None
