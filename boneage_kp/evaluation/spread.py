"""`Spread`: errors of a group in a few numbers, in which a miss is an infinite error."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Spread:
    """Errors of one group in one unit.

    n:               how many were to be found; `missed` of them were not.
    mean_found:      mean over those found (a mean with a miss would be infinite).
    median, p95:     over all n: infinite once so many were missed. None when n is 0.
    p95_found:       95 % quantile over those found.
    """

    n: int
    missed: int
    mean_found: float | None
    median: float | None
    p95: float | None
    p95_found: float | None

    @property
    def missed_share(self) -> float | None:
        return self.missed / self.n if self.n else None


def spread(errors: np.ndarray) -> Spread:
    """Sum up errors; inf is a miss, NaN has no truth and is left out."""
    errors = errors[~np.isnan(errors)]
    found = errors[np.isfinite(errors)]
    return Spread(
        n=int(errors.size),
        missed=int(errors.size - found.size),
        mean_found=float(found.mean()) if found.size else None,
        median=quantile(errors, 0.5),
        p95=quantile(errors, 0.95),
        p95_found=quantile(found, 0.95),
    )


def quantile(values: np.ndarray, share: float) -> float | None:
    """Linearly interpolated quantile that may be infinite (numpy's gives NaN there)."""
    if values.size == 0:
        return None
    ordered = np.sort(values.ravel())
    place = share * (ordered.size - 1)
    below = int(np.floor(place))
    rest = place - below
    if rest == 0:
        return float(ordered[below])
    low, high = float(ordered[below]), float(ordered[below + 1])
    # both ends infinite: their difference would be NaN
    return high if np.isinf(high) else low + rest * (high - low)


def pck(errors: np.ndarray, radii: Sequence[float]) -> Mapping[float, float | None]:
    """Share of errors within each radius; misses stay in the denominator, NaN does not."""
    errors = errors[~np.isnan(errors)]
    return {radius: float((errors <= radius).mean()) if errors.size else None for radius in radii}
