"""The usual layout of the 13 points, and the hand length that everything is measured in."""

import numpy as np

from boneage_kp.schema.hand import HAND, HandSchema

# Radius at (0, 0), dp3 at distance 1; x towards the thumb, y towards the finger tips. Estimated
# from joint coordinates (Buchholz 1992) and film lengths (Buryanov & Kotiuk 2010), not measured.
TEMPLATE: dict[str, tuple[float, float]] = {
    "radius": (0.0, 0.0),
    "ulna": (-0.18, -0.01),
    "mc1": (0.07, 0.22),
    "mc3": (-0.06, 0.55),
    "mc5": (-0.23, 0.47),
    "pp1": (0.22, 0.41),
    "pp3": (-0.06, 0.62),
    "pp5": (-0.25, 0.53),
    "mp3": (-0.06, 0.86),
    "mp5": (-0.29, 0.70),
    "dp1": (0.30, 0.56),
    "dp3": (-0.06, 1.0),
    "dp5": (-0.32, 0.80),
}


def hand_length_px(xy_px: np.ndarray, known: np.ndarray, schema: HandSchema = HAND) -> float | None:
    """Hand length L: radius to dp3, or the template's scale fitted to the points that are there.

    xy_px:    (K, 2) float, any one frame; the answer is in its unit.
    known:    (K,) bool, which points may be used.
    returns:  L > 0, or None when fewer than two distinct points are known.
    """
    start, end = (schema.index_of(name) for name in schema.length_ends)
    if known[start] and known[end]:
        length = float(np.hypot(*(xy_px[end] - xy_px[start])))
        return length if length > 0 else None
    return _fitted_length(xy_px[known], _template(schema)[known])


def _template(schema: HandSchema) -> np.ndarray:
    points = np.array([TEMPLATE[name] for name in schema.names])
    start, end = (schema.index_of(name) for name in schema.length_ends)
    return points / np.hypot(*(points[end] - points[start]))


def _fitted_length(points: np.ndarray, template: np.ndarray) -> float | None:
    """Least-squares scale of the similarity, mirrored or not, from template to points."""
    if len(points) < 2:
        return None
    # The plane as complex numbers: a turn is a product, so the best scale is a magnitude.
    p = (points - points.mean(axis=0)) @ (1, 1j)
    t = (template - template.mean(axis=0)) @ (1, 1j)
    aligned = max(abs(np.sum(t.conj() * p)), abs(np.sum(t * p)))
    return float(aligned / np.sum(abs(t) ** 2)) or None
