"""Base of metacarpal I: an oval that becomes a block with a saddle for the trapezium."""

from collections.abc import Mapping

from boneage_kp.phantom.growth_plate.phalanges import OVERLAP, TOUCHING, fused, unhooked
from boneage_kp.phantom.growth_plate.shape import (
    Bump,
    Line,
    PlateShape,
    appearance,
    at,
    free_of,
    gap_of,
    ramp,
    seen_over_gap,
    trait,
)

# (maturity, epiphysis width over metaphysis width). 0.5 where D begins, 1 where E begins.
_WIDTH = (
    (1, 0.12),
    (2, 0.30),
    (3, 0.50),
    (4, 1.0),
    (5, 1.02),
    (6, 1.035),
    (6.6, 1.09),
    (7.5, 1.08),
    (8.4, 1.03),
    (9, 1.02),
)
_GAP = ((1, 0.14), (2, 0.10), (3, 0.08), (4, 0.064), (5, 0.052), (6, 0.046), (7, 0.04), (9, 0.033))
_HEIGHT = ((1, 0.10), (2, 0.24), (3, 0.35), (4, 0.42), (5, 0.46), (6, 0.48), (7, 0.50), (9, 0.50))
_SQUARE_FACING = ((2, 2.0), (3, 2.4), (4, 3.2), (5, 4.2), (6, 4.0), (7, 3.6), (9, 3.4))
_SQUARE_ARTICULAR = ((2, 2.0), (3, 2.1), (4, 2.6), (5, 3.0), (9, 3.2))


def shape(m: float, traits: Mapping[str, float]) -> PlateShape:
    """One growing end of metacarpal I at maturity m."""
    loose = free_of(m, (3.0, 4.0))
    hollow, saddle = ramp(m, 4), ramp(m, 5)
    plate = PlateShape(
        width=at(m, _WIDTH) + 0.015 * loose * trait(traits, "epiphysis_width"),
        offset=at(m, ((1, -0.02), (3, -0.03), (5, -0.01))),
        gap=gap_of(m, _GAP, traits),
        height=at(m, _HEIGHT) * (1.0 + 0.11 * trait(traits, "epiphysis_height")),
        slab=at(m, ((0, 0.64), (3, 0.64), (5, 0.60), (9, 0.57))),
        presence=appearance(m),
        fuzz=1.0 - ramp(m, 2),
        edge_bow=at(m, ((1, 0.0), (4, -0.01), (6, 0.015), (9, 0.02))),
        edge_wave=at(m, ((2, 0.0), (5, 0.012), (7, 0.015))) * (1 + 0.5 * trait(traits, "wave")),
        edge_corner=at(m, ((0, 0.07), (3, 0.045), (6, 0.03))),
        follow=at(m, ((2, 0.0), (4, 0.5), (6, 0.85), (7, 1.0))),
        facing_bow=at(m, ((1, 0.02), (4, 0.01))),
        facing_tilt=0.012 * trait(traits, "lean") * at(m, ((1, 1.3), (5, 1.0), (8, 0.0))),
        square_facing=at(m, _SQUARE_FACING),
        square_articular=at(m, _SQUARE_ARTICULAR),
        middle=at(m, ((2, 0.5), (4, 0.42))),
        articular_bow=at(m, ((1, 0.02), (3, 0.03), (4, 0.02))) - 0.02 * hollow,
        articular_tilt=-0.02 * hollow + 0.015 * trait(traits, "tilt"),
        hook_ulnar=0.08 * ramp(m, 6) * unhooked(m),
        hook_radial=0.055 * ramp(m, 6.35) * unhooked(m),
        plate_rim=at(m, ((1, 0.054), (2.5, 0.27), (9, 0.18))),
        articular_rim=at(m, ((1, 0.054), (2.5, 0.27), (4.3, 0.18), (9, 0.18))),
        roundness=at(m, ((1, 0.6), (3, 0.5), (6, 0.35))),
        density=at(m, ((1, 0.9), (2.2, 1.25), (4, 1.15), (7, 1.2), (8.4, 1.4))),
        grain=0.17,
        overlap=seen_over_gap(m, OVERLAP, traits),
        touching=at(m, TOUCHING) * trait(traits, "touching") ** 2,
        bumps=(Bump(0.08, 0.5, -0.05 * hollow - 0.01 * saddle), Bump(-0.6, 0.35, 0.03 * saddle)),
        lines=(
            # The saddle's second surface: its contour curves the other way inside the first.
            Line("articular", 0.18 * saddle, inset=0.07, bow=-0.09, half_width=0.85),
            Line("edge", 0.09 * ramp(m, 3.5), inset=0.05, bow=0.01, half_width=0.8),
        ),
    )
    return fused(plate, m, traits)
