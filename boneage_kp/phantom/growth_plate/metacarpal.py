"""Heads of metacarpals II to V: round, then a spade, then the head of the knuckle."""

from collections.abc import Mapping

from boneage_kp.phantom.growth_plate.phalanges import TOUCHING, fused
from boneage_kp.phantom.growth_plate.shape import (
    Line,
    PlateShape,
    appearance,
    at,
    changed,
    free_of,
    gap_of,
    ramp,
    seen_over_gap,
    trait,
)

# (maturity, epiphysis width over metaphysis width). 0.5 where D begins, 1 where G begins.
_WIDTH = (
    (1, 0.13),
    (2, 0.31),
    (3, 0.50),
    (4, 0.78),
    (5, 0.88),
    (6, 1.0),
    (6.6, 1.04),
    (7.5, 1.04),
    (8.4, 1.015),
    (9, 1.01),
)
_GAP = (
    (1, 0.12),
    (2, 0.085),
    (3, 0.067),
    (4, 0.053),
    (5, 0.046),
    (6, 0.041),
    (7, 0.036),
    (9, 0.03),
)
_HEIGHT = ((1, 0.12), (2, 0.28), (3, 0.44), (4, 0.64), (5, 0.70), (6, 0.74), (9, 0.74))


def shape(m: float, traits: Mapping[str, float]) -> PlateShape:
    """One growing end of metacarpals II to V at maturity m."""
    loose = free_of(m, (3.0, 6.0))
    corners, overhang, wide = ramp(m, 4), ramp(m, 5), ramp(m, 6)
    view = 0.75 + 0.25 * trait(traits, "plate_view")
    near_rim = view * ramp(m, 2.2) * at(m, ((3.5, 1.0), (5.5, 0.8), (6.8, 0.4), (7.2, 0.15)))
    plate = PlateShape(
        width=at(m, _WIDTH) + 0.015 * loose * trait(traits, "epiphysis_width"),
        offset=0.025 * trait(traits, "epiphysis_offset") * at(m, ((1, 0.6), (4, 1.0), (6, 0.2))),
        gap=gap_of(m, _GAP, traits),
        height=at(m, _HEIGHT) * (1.0 + 0.06 * trait(traits, "epiphysis_height")),
        slab=at(m, ((0, 0.86), (4, 0.84), (9, 0.80))),
        presence=appearance(m),
        fuzz=1.0 - ramp(m, 2),
        edge_bow=at(m, ((0, 0.06), (3, 0.05), (5, 0.03), (9, 0.02))),
        edge_wave=at(m, ((0, 0.008), (4, 0.024), (7, 0.024))) * (1 + 0.5 * trait(traits, "wave")),
        edge_tilt=0.02 * trait(traits, "lean") * at(m, ((0, 1.0), (5, 0.8), (7, 0.0))),
        edge_corner=at(m, ((0, 0.11), (3, 0.09), (6, 0.05))),
        follow=at(m, ((2, 0.0), (3, 0.3), (4, 0.6), (6, 0.85), (7, 1.0))),
        facing_bow=at(m, ((1, 0.06), (2, 0.06), (4, 0.02))),
        square_facing=at(m, ((2, 2.0), (3, 2.1), (3.9, 2.3))) + 2.6 * corners,
        square_articular=at(m, ((2, 2.0), (4, 2.0))) + 0.25 * corners,
        middle=at(m, ((2, 0.5), (3, 0.45), (4, 0.36))) - 0.08 * corners,
        articular_bow=at(m, ((1, 0.0), (4, 0.02), (9, 0.03))),
        articular_tilt=trait(traits, "tilt") * at(m, ((1, 0.04), (4, 0.045), (6, 0.02))),
        plate_rim=at(m, ((1, 0.036), (2.5, 0.198), (9, 0.108))),
        articular_rim=at(m, ((1, 0.036), (2.5, 0.28), (9, 0.22))),
        roundness=at(m, ((1, 0.6), (3, 0.35), (5, 0.22), (9, 0.22))),
        density=at(m, ((1, 0.8), (2.2, 1.0), (7, 0.95), (8.4, 1.2))),
        grain=0.21,
        near_rim=0.1,
        near_rim_share=0.45 * near_rim,
        overlap=seen_over_gap(m, ((2, 0.1), (3, 0.4), (5, 0.42), (7, 0.42)), traits),
        touching=at(m, TOUCHING) * trait(traits, "touching") ** 2,
        facing_tilt=0.025
        * trait(traits, "epiphysis_offset")
        * at(m, ((1, 0.3), (4, 1.0), (6, 0.4))),
        lines=(
            Line("lengthwise", 0.135 * overhang, s=-0.66 + 0.03 * wide, half_width=0.62),
            Line("lengthwise", 0.117 * ramp(m, 5.15), s=0.68 - 0.03 * wide, half_width=0.62),
            Line("plate", 0.126 * ramp(m, 3.0), inset=0.075, bow=-0.03, half_width=0.8),
            # The growing end seen a little from the end: its near rim lies over the gap.
            Line("edge", 0.2 * near_rim, inset=-0.005, bow=-0.095, half_width=1.0),
            Line("edge", 0.198 * ramp(m, 1.5), inset=0.085, bow=0.04, half_width=0.85),
        ),
    )
    # H begins once more than a quarter of the width is bridged.
    bridging = at(m, ((6.85, 0.0), (7.0, 0.27), (7.5, 0.55), (7.95, 0.85), (8.15, 1.0)))
    return changed(fused(plate, m, traits), bridging=bridging)
