"""Bases of the distal phalanges: early as wide as the shaft, fitted to the pulley, then hooked."""

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
    (1, 0.14),
    (2, 0.31),
    (3, 0.50),
    (4, 1.0),
    (5, 1.05),
    (6, 1.075),
    (6.6, 1.13),
    (7.5, 1.12),
    (8.4, 1.04),
    (9, 1.03),
)
_WIDTH_DP1 = (
    (1, 0.14),
    (2, 0.31),
    (3, 0.50),
    (4, 1.0),
    (5, 1.03),
    (5.5, 1.07),
    (6.6, 1.13),
    (7.5, 1.12),
    (8.4, 1.04),
    (9, 1.03),
)
_GAP = ((1, 0.16), (2, 0.11), (3, 0.085), (4, 0.07), (5, 0.058), (6, 0.05), (7, 0.042), (9, 0.034))
_HEIGHT = (
    (1, 0.09),
    (2, 0.155),
    (3, 0.19),
    (4, 0.205),
    (5, 0.21),
    (6, 0.225),
    (7, 0.25),
    (9, 0.27),
)
_SQUARE = ((2, 2.0), (3, 2.3), (4, 2.8), (5, 3.3), (6, 3.3), (7, 3.0), (9, 2.8))
_SLAB = ((0, 0.46), (3, 0.44), (5, 0.39), (7, 0.36), (9, 0.34))


def finger(m: float, traits: Mapping[str, float]) -> PlateShape:
    """Distal phalanges II to V: a bulge at E, two joint contours with a bright line at F."""
    bulge, fitted, cap = ramp(m, 4), ramp(m, 5), ramp(m, 6)
    return _base(
        m,
        traits,
        width=_WIDTH,
        articular_bow=at(m, ((1, 0.03), (3, 0.035), (4, 0.03))) - 0.03 * bulge - 0.01 * fitted,
        articular_tilt=0.008 * trait(traits, "tilt"),
        hook_ulnar=0.07 * cap * unhooked(m),
        hook_radial=0.07 * cap * unhooked(m),
        bumps=(Bump(0.0, 0.42, 0.04 * bulge + 0.015 * fitted),),
        lines=(
            Line("articular", 0.288 * fitted, inset=0.09, bow=-0.02, half_width=0.85),
            Line("edge", 0.09 * ramp(m, 3.5), inset=0.05, half_width=0.8),
        ),
    )


def thumb(m: float, traits: Mapping[str, float]) -> PlateShape:
    """Distal phalanx I: angled by a downgrowth on the ulnar side, hollow on the thumb's side."""
    angled, saddle = ramp(m, 4), ramp(m, 5)
    return _base(
        m,
        traits,
        width=_WIDTH_DP1,
        articular_bow=at(m, ((1, 0.03), (3, 0.03), (4, 0.02))) - 0.02 * angled,
        articular_tilt=-0.02 * angled + 0.008 * trait(traits, "tilt"),
        hook_ulnar=0.085 * ramp(m, 6) * unhooked(m),
        hook_radial=0.06 * ramp(m, 6.35) * unhooked(m),
        bumps=(Bump(-0.38, 0.42, 0.055 * angled), Bump(0.45, 0.32, -0.035 * saddle)),
        lines=(
            # Two surfaces towards the shaft, which sits in them as in a saddle.
            Line("plate", 0.234 * saddle, inset=0.075, bow=-0.045, half_width=0.85),
            Line("articular", 0.126 * saddle, inset=0.05, half_width=0.8),
            Line("edge", 0.09 * ramp(m, 3.5), inset=0.05, half_width=0.8),
        ),
    )


def _base(
    m: float,
    traits: Mapping[str, float],
    *,
    width: tuple,
    articular_bow: float,
    articular_tilt: float,
    hook_ulnar: float,
    hook_radial: float,
    bumps: tuple[Bump, ...],
    lines: tuple[Line, ...],
) -> PlateShape:
    # The gap is seldom quite even; it evens out as the plate closes.
    lean = 0.014 * trait(traits, "lean") * at(m, ((1, 1.3), (5, 1.0), (7, 0.4), (8, 0.0)))
    loose = free_of(m, (3.0, 4.0, 5.0))
    plate = PlateShape(
        width=at(m, width) + 0.015 * loose * trait(traits, "epiphysis_width"),
        offset=0.0,
        gap=gap_of(m, _GAP, traits),
        height=at(m, _HEIGHT) * (1.0 + 0.14 * trait(traits, "epiphysis_height")),
        slab=at(m, _SLAB),
        presence=appearance(m),
        fuzz=1.0 - ramp(m, 2),
        edge_bow=at(m, ((1, 0.0), (4, 0.01), (6, 0.02), (9, 0.02))),
        edge_wave=at(m, ((0, 0.005), (4, 0.015), (7, 0.015))) * (1 + 0.5 * trait(traits, "wave")),
        edge_corner=at(m, ((0, 0.09), (3, 0.065), (6, 0.035))),
        # E flattens the contour that faces the shaft.
        follow=at(m, ((2, 0.0), (3.9, 0.3), (4.3, 0.7), (5, 0.75), (6, 0.9), (7, 1.0))),
        facing_bow=at(m, ((1, 0.0), (3, 0.01), (3.9, 0.015), (4.3, 0.0))),
        facing_tilt=lean,
        square_facing=at(m, _SQUARE),
        square_articular=at(m, ((2, 2.0), (5, 2.2), (6, 2.6), (9, 3.0))),
        middle=at(m, ((2, 0.5), (4, 0.4))),
        articular_bow=articular_bow,
        articular_tilt=articular_tilt + lean,
        hook_ulnar=hook_ulnar,
        hook_radial=hook_radial,
        plate_rim=at(m, ((1, 0.054), (2.5, 0.288), (9, 0.18))),
        articular_rim=at(m, ((1, 0.054), (2.5, 0.288), (4, 0.18), (9, 0.234))),
        roundness=at(m, ((1, 0.6), (3, 0.4), (5, 0.25))),
        density=at(m, ((1, 0.9), (2.2, 1.5), (9, 1.6))),
        overlap=seen_over_gap(m, OVERLAP, traits),
        touching=at(m, TOUCHING) * trait(traits, "touching") ** 2,
        bumps=bumps,
        lines=lines,
    )
    return fused(plate, m, traits)
