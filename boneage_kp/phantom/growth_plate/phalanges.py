"""Bases of the proximal and middle phalanges: a disc that hollows out, widens, hooks and joins."""

from collections.abc import Mapping

from boneage_kp.phantom.growth_plate.shape import (
    Bump,
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

# (maturity, epiphysis width over metaphysis width). 0.5 where D begins, 1 where F begins.
_WIDTH = (
    (1, 0.12),
    (2, 0.30),
    (3, 0.50),
    (4, 0.83),
    (5, 1.0),
    (6, 1.045),
    (6.6, 1.09),
    (7.5, 1.08),
    (8.4, 1.025),
    (9, 1.02),
)
_WIDTH_PP1 = (
    (1, 0.12),
    (2, 0.30),
    (3, 0.50),
    (4, 0.84),
    (5, 1.0),
    (5.4, 1.05),
    (6.6, 1.11),
    (7.5, 1.10),
    (8.4, 1.03),
    (9, 1.025),
)
_GAP = (
    (1, 0.15),
    (2, 0.095),
    (3, 0.072),
    (4, 0.060),
    (5, 0.052),
    (6, 0.044),
    (7, 0.034),
    (9, 0.025),
)
_HEIGHT_PP = (
    (1, 0.08),
    (2, 0.14),
    (3, 0.175),
    (4, 0.20),
    (5, 0.22),
    (6, 0.245),
    (7, 0.275),
    (9, 0.29),
)
_HEIGHT_MP = (
    (1, 0.08),
    (2, 0.125),
    (3, 0.14),
    (4, 0.14),
    (5, 0.145),
    (6, 0.165),
    (7, 0.19),
    (9, 0.21),
)
_SQUARE = ((2, 2.0), (3, 2.4), (4, 2.9), (5, 3.3), (6, 3.3), (7, 3.0), (9, 2.7))
_SQUARE_JOINT = ((2, 2.0), (3, 2.2), (4, 2.4), (5, 2.6), (6, 2.7), (9, 2.5))
_SLAB_PP = ((0, 0.48), (3, 0.46), (5, 0.40), (7, 0.37), (9, 0.35))
_SLAB_MP = ((0, 0.41), (3, 0.38), (5, 0.33), (7, 0.31), (9, 0.30))
OVERLAP = ((2, 0.04), (3, 0.10), (5, 0.20), (6, 0.28), (7, 0.36))
TOUCHING = ((2, 0.0), (3, 0.12), (5, 0.20), (7, 0.20))
# Zone of provisional calcification, until the plate closes.
_ZONE = ((0, 0.22), (2, 0.26), (5, 0.20), (7, 0.14), (8.2, 0.0))


def proximal_thumb(m: float, traits: Mapping[str, float]) -> PlateShape:
    """Proximal phalanx I: a wedge thick on the ulnar side that outgrows the shaft there first."""
    wedge = ramp(m, 4)
    base = _proximal(m, traits, _WIDTH_PP1, fixed=(3.0, 5.0))
    return changed(
        base,
        bumps=(Bump(-0.85, 0.3, 0.03 * wedge),),
        articular_tilt=-0.035 * wedge + 0.01 * trait(traits, "tilt"),
        offset=base.offset - 0.02 * ramp(m, 5),
        hook_ulnar=0.085 * ramp(m, 6) * unhooked(m),
        hook_radial=0.06 * ramp(m, 6.35) * unhooked(m),
    )


def proximal_finger(m: float, traits: Mapping[str, float]) -> PlateShape:
    """Proximal phalanges II to V: hollow from E, as wide as the shaft at F, both hooks at G."""
    return _proximal(m, traits, _WIDTH, fixed=(3.0, 5.0))


def _proximal(
    m: float, traits: Mapping[str, float], width: tuple, fixed: tuple[float, ...]
) -> PlateShape:
    # The gap is seldom quite even; it evens out as the plate closes.
    lean = 0.014 * trait(traits, "lean") * at(m, ((1, 1.3), (5, 1.0), (7, 0.4), (8, 0.0)))
    loose = free_of(m, fixed)
    hollow = ramp(m, 4)
    cap = ramp(m, 6)
    shape = PlateShape(
        width=at(m, width) + 0.015 * loose * trait(traits, "epiphysis_width"),
        offset=at(m, ((1, 0.0), (3, 0.03), (5, 0.015), (9, 0.015))),
        gap=gap_of(m, _GAP, traits),
        height=at(m, _HEIGHT_PP) * (1.0 + 0.14 * trait(traits, "epiphysis_height")),
        slab=at(m, _SLAB_PP),
        presence=appearance(m),
        fuzz=1.0 - ramp(m, 2),
        edge_bow=at(m, ((1, 0.01), (4, 0.0), (5.5, 0.02), (9, 0.02))),
        edge_wave=at(m, ((0, 0.005), (4, 0.016), (7, 0.015))) * (1 + 0.5 * trait(traits, "wave")),
        edge_corner=at(m, ((0, 0.09), (3, 0.065), (6, 0.035))),
        follow=at(m, ((2, 0.0), (4, 0.4), (5, 0.65), (6, 0.85), (7, 1.0))),
        facing_bow=at(m, ((1, 0.03), (4, 0.015))),
        facing_tilt=lean,
        square_facing=at(m, _SQUARE),
        square_articular=at(m, _SQUARE_JOINT),
        articular_bow=at(m, ((1, 0.04), (3, 0.02), (3.9, 0.0))) - 0.09 * hollow,
        articular_tilt=0.035 * ramp(m, 3) + lean + 0.015 * trait(traits, "tilt"),
        hook_ulnar=0.075 * cap * unhooked(m),
        hook_radial=0.075 * cap * unhooked(m),
        plate_rim=at(m, ((1, 0.054), (2.5, 0.288), (9, 0.18))),
        articular_rim=at(m, ((1, 0.054), (2.5, 0.288), (4, 0.162), (4.4, 0.288), (9, 0.306))),
        roundness=at(m, ((1, 0.6), (3, 0.35), (5, 0.25))),
        density=at(m, ((1, 0.9), (2.2, 1.15), (4, 1.0), (7, 1.1), (8.4, 1.4))),
        overlap=seen_over_gap(m, OVERLAP, traits),
        touching=at(m, TOUCHING) * trait(traits, "touching") ** 2,
        # On the thumb's side the base comes down lower beside the knuckle.
        bumps=(Bump(0.85, 0.3, 0.035 * hollow),),
        lines=(
            Line("articular", 0.153 * hollow, inset=0.055, bow=0.03, half_width=0.75),
            Line("plate", 0.09 * ramp(m, 4.8), inset=0.045, half_width=0.8),
            Line("edge", 0.108 * ramp(m, 3.5), inset=0.055, bow=-0.015, half_width=0.8),
        ),
    )
    return fused(shape, m, traits)


def middle(m: float, traits: Mapping[str, float]) -> PlateShape:
    """Middle phalanges: the middle of the joint's edge thickens into the pulley before it."""
    # The gap is seldom quite even; it evens out as the plate closes.
    lean = 0.014 * trait(traits, "lean") * at(m, ((1, 1.3), (5, 1.0), (7, 0.4), (8, 0.0)))
    loose = free_of(m, (3.0, 5.0))
    bulge, cap = ramp(m, 4), ramp(m, 6)
    shape = PlateShape(
        width=at(m, _WIDTH) + 0.015 * loose * trait(traits, "epiphysis_width"),
        offset=at(m, ((1, 0.0), (3, 0.01))),
        gap=gap_of(m, _GAP, traits),
        height=at(m, _HEIGHT_MP) * (1.0 + 0.14 * trait(traits, "epiphysis_height")),
        slab=at(m, _SLAB_MP),
        presence=appearance(m),
        fuzz=1.0 - ramp(m, 2),
        edge_bow=at(m, ((1, 0.0), (4, 0.01), (6, 0.03), (9, 0.03))),
        edge_wave=at(m, ((0, 0.005), (4, 0.016), (7, 0.015))) * (1 + 0.5 * trait(traits, "wave")),
        edge_corner=at(m, ((0, 0.09), (3, 0.065), (6, 0.035))),
        follow=at(m, ((2, 0.0), (4, 0.4), (5, 0.65), (6, 0.85), (7, 1.0))),
        facing_bow=0.0,
        facing_tilt=lean,
        square_facing=at(m, _SQUARE),
        square_articular=at(m, ((2, 2.0), (5, 2.1), (6, 2.5), (9, 3.0))),
        middle=at(m, ((2, 0.5), (4, 0.4))),
        articular_bow=at(m, ((1, 0.03), (3, 0.03), (4, 0.025), (5, 0.02))) - 0.01 * bulge,
        articular_tilt=lean + 0.01 * trait(traits, "tilt"),
        hook_ulnar=0.065 * cap * unhooked(m),
        hook_radial=0.065 * cap * unhooked(m),
        plate_rim=at(m, ((1, 0.054), (2.5, 0.288), (9, 0.18))),
        articular_rim=at(m, ((1, 0.054), (2.5, 0.288), (4, 0.18), (4.4, 0.234), (9, 0.252))),
        roundness=at(m, ((1, 0.6), (3, 0.35), (5, 0.25))),
        density=at(m, ((1, 0.9), (2.2, 1.5), (9, 1.6))),
        overlap=seen_over_gap(m, OVERLAP, traits),
        touching=at(m, TOUCHING) * trait(traits, "touching") ** 2,
        bumps=(Bump(0.0, 0.42, 0.06 * bulge),),
        lines=(
            Line("articular", 0.234 * bulge, inset=0.075, bow=0.01, half_width=0.85),
            Line("edge", 0.09 * ramp(m, 3.5), inset=0.05, half_width=0.8),
        ),
    )
    return fused(shape, m, traits)


def unhooked(m: float) -> float:
    """1 while hooks stand off the shaft, 0 once the join has taken them up."""
    return at(m, ((7.3, 1.0), (8.3, 0.0)))


def fused(shape: PlateShape, m: float, traits: Mapping[str, float]) -> PlateShape:
    """The shape with its plate closing: bridging through H, joined in I, the scar fading to 9."""
    strength = 1.0 + 0.3 * trait(traits, "scar")
    return changed(
        shape,
        bridging=at(m, ((6.95, 0.0), (7.05, 0.12), (7.5, 0.45), (7.95, 0.8), (8.15, 1.0))),
        bridging_from=0.3 * trait(traits, "bridging_side"),
        scar=strength * at(m, ((6.9, 0.0), (7.5, 0.12), (8.1, 0.10), (8.5, 0.035), (8.9, 0.0))),
        metaphysis_zone=at(m, _ZONE),
    )
