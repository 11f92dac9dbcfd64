"""Where the bones were found: share within a radius, and distances in three units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from boneage_kp.evaluation.pairs import PointPairs
from boneage_kp.evaluation.spread import Spread, pck, spread

# Shares of hand length: finer than, as fine as, and coarser than public hand landmarks agree.
PCK_RADII = (0.01, 0.02, 0.04)


@dataclass(frozen=True)
class PointErrors:
    """Errors of one bone, or of all.

    pck:             radius as a share of hand length -> share of labelled bones within it.
    px, share, mm:   the distances in pixels, as shares of hand length, in millimetres; each n
                     counts the bones for which that unit is known.
    absent:          bones that lie outside their film; `false_positives` of them were "found".
    """

    pck: Mapping[float, float | None]
    px: Spread
    share: Spread
    mm: Spread
    absent: int
    false_positives: int


@dataclass(frozen=True)
class KeypointResult:
    """Points of a whole set.

    films, films_with_spacing:  how many there are, and how many the millimetres come from.
    films_without_length:       films with points whose hand length is unknown (fewer than two
                                points): they count in pixels only.
    errors_share:               bone -> every error as a share of hand length, for plots.
    """

    films: int
    films_with_spacing: int
    films_without_length: int
    overall: PointErrors
    by_bone: Mapping[str, PointErrors]
    errors_share: Mapping[str, tuple[float, ...]] = field(repr=False, metadata={"json": False})


def keypoint_result(pairs: PointPairs, radii: Sequence[float] = PCK_RADII) -> KeypointResult:
    """Count everything that has a truth; a missed bone is an infinite error."""
    share = pairs.error_share
    with_points = pairs.labelled.any(axis=1)
    every = np.arange(len(pairs.bones))
    return KeypointResult(
        films=len(pairs.sources),
        films_with_spacing=int((with_points & np.isfinite(pairs.spacing_mm)).sum()),
        films_without_length=int((with_points & ~(pairs.hand_length_px > 0)).sum()),
        overall=_errors(pairs, every, radii),
        by_bone={name: _errors(pairs, every[[k]], radii) for k, name in enumerate(pairs.bones)},
        errors_share={
            name: tuple(share[~np.isnan(share[:, k]), k].tolist())
            for k, name in enumerate(pairs.bones)
        },
    )


def _errors(pairs: PointPairs, columns: np.ndarray, radii: Sequence[float]) -> PointErrors:
    share = pairs.error_share[:, columns]
    return PointErrors(
        pck=pck(share, radii),
        px=spread(pairs.error_px[:, columns]),
        share=spread(share),
        mm=spread(pairs.error_mm[:, columns]),
        absent=int(pairs.absent[:, columns].sum()),
        false_positives=int((pairs.absent & pairs.found)[:, columns].sum()),
    )
