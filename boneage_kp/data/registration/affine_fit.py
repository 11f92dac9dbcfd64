"""A hand's points to the map that lays it on the template: turn, size, side and proportions.

Least squares over six numbers. A mirrored hand comes out mirrored, since the map may mirror; a
film that lies on its side comes out upright.
"""

import numpy as np

from boneage_kp.data.registration.template_hand import TemplateHand, letterbox, load_template
from boneage_kp.schema.coords import Affine

MIN_POINTS = 6
# A hand that is stretched more than this against the template was not found, but mistaken.
MOST_STRETCH = 1.8


def register(
    xy_px: np.ndarray, known: np.ndarray, template: TemplateHand | None = None
) -> Affine | None:
    """Film pixels to the template's hand lengths; None where the points do not tell.

    xy_px:    (K, 2) film pixels; what is not known may be NaN.
    known:    (K,) bool; at least `MIN_POINTS`, which must not lie on one line.
    """
    template = template or load_template()
    if known.sum() < MIN_POINTS:
        return None
    affine = least_squares(xy_px[known], template.xy[known])
    return affine if affine is not None and stretch(affine) <= MOST_STRETCH else None


def least_squares(from_xy: np.ndarray, to_xy: np.ndarray) -> Affine | None:
    """The affine that lays (N, 2) points best on (N, 2) others; None for points on one line."""
    # Centred and scaled first: pixels in the thousands would spoil the fit's condition.
    middle = from_xy.mean(axis=0)
    size = float(np.abs(from_xy - middle).max())
    if size == 0.0:
        return None
    scaled = np.column_stack([(from_xy - middle) / size, np.ones(len(from_xy))])
    found, _, rank, _ = np.linalg.lstsq(scaled, to_xy, rcond=1e-3)
    if rank < 3:
        return None
    inner = Affine.translation(*(-middle)).then(Affine.scaling(1 / size))
    return inner.then(Affine(found.T))


def stretch(affine: Affine) -> float:
    """Longest over shortest image of a unit; 1 for turns and zooms."""
    longest, shortest = np.linalg.svd(affine.matrix[:, :2], compute_uv=False)
    return float(longest / max(shortest, 1e-12))


def whole_film(size_hw: tuple[int, ...], template: TemplateHand | None = None) -> Affine:
    """Where no points are known: the film laid whole into the window of the whole hand."""
    window = (template or load_template()).window("a")
    inside_hw = (window.y1 - window.y0, window.x1 - window.x0)
    laid = letterbox(size_hw[0], size_hw[1], inside_hw)
    return laid.then(Affine.translation(window.x0, window.y0))
