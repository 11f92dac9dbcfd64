"""Distal end of the radius: a wedge pointing ulnarwards that becomes the joint for two carpals."""

from collections.abc import Mapping

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

# (maturity, epiphysis width over metaphysis width). 0.5 where D begins; no stage asks for 1.
_WIDTH = (
    (1, 0.11),
    (2, 0.28),
    (3, 0.50),
    (4, 0.80),
    (5, 0.92),
    (6, 0.995),
    (7, 1.045),
    (7.6, 1.085),
    (8.6, 1.04),
    (9, 1.03),
)
_GAP = (
    (1, 0.11),
    (2, 0.085),
    (3, 0.068),
    (4, 0.055),
    (5, 0.046),
    (6, 0.041),
    (7, 0.037),
    (8, 0.032),
    (9, 0.028),
)
_HEIGHT = ((1, 0.09), (2, 0.19), (3, 0.27), (4, 0.29), (5, 0.29), (6, 0.31), (7, 0.33), (9, 0.35))


def shape(m: float, traits: Mapping[str, float]) -> PlateShape:
    """One growing end of the radius at maturity m."""
    loose = free_of(m, (3.0,))
    wedge, inner, spread = ramp(m, 3), ramp(m, 4), ramp(m, 5)
    facets, cap = ramp(m, 6), ramp(m, 7)
    joined = at(m, ((8.2, 1.0), (8.9, 0.0)))  # hooks taken up by the join
    return PlateShape(
        width=at(m, _WIDTH) + 0.02 * loose * trait(traits, "epiphysis_width"),
        offset=at(m, ((1, 0.03), (2, 0.07), (3, 0.08), (4, 0.06), (5, 0.03), (6, 0.01))),
        gap=gap_of(m, _GAP, traits),
        height=at(m, _HEIGHT) * (1.0 + 0.1 * trait(traits, "epiphysis_height")),
        slab=at(m, ((0, 0.42), (3, 0.42), (5, 0.40), (9, 0.40))),
        presence=appearance(m),
        fuzz=1.0 - ramp(m, 2),
        edge_tilt=at(m, ((1, 0.0), (4, -0.01))) + 0.012 * trait(traits, "tilt"),
        edge_bow=at(m, ((0, 0.02), (4, 0.01), (6, 0.035), (9, 0.035))),
        edge_wave=at(m, ((2, 0.0), (5, 0.015), (7, 0.017))) * (1 + 0.5 * trait(traits, "wave")),
        edge_corner=at(m, ((0, 0.06), (3, 0.04), (6, 0.03))),
        follow=at(m, ((2, 0.0), (4, 0.25), (4.9, 0.35))) + 0.6 * spread,
        facing_bow=at(m, ((1, 0.02), (3, 0.02), (4, 0.03), (6, 0.02))) - 0.01 * facets,
        facing_tilt=-0.015 * wedge * (1.0 - spread) + 0.01 * trait(traits, "lean"),
        square_facing=at(m, ((2, 2.0), (3, 2.3), (4, 2.8), (5, 3.6), (6, 4.6), (7, 4.0), (9, 3.6))),
        square_articular=at(m, ((2, 2.0), (3, 2.1), (4, 2.3), (5, 3.2), (6, 4.0), (9, 4.4))),
        middle=at(m, ((2, 0.5), (3, 0.42), (5, 0.4), (7, 0.45))),
        articular_bow=at(m, ((1, 0.02), (3, 0.03), (4, 0.03), (5, 0.01), (6, -0.01))),
        articular_tilt=at(
            m, ((2.5, 0.0), (3.0, 0.06), (3.4, 0.12), (5, 0.12), (7, 0.11), (9, 0.11))
        ),
        hook_ulnar=0.075 * cap * joined,
        hook_radial=0.06 * ramp(m, 7.2) * joined,
        plate_rim=at(m, ((1, 0.054), (2.5, 0.27), (9, 0.18))),
        articular_rim=at(m, ((1, 0.054), (2.5, 0.27), (9, 0.135))),
        roundness=at(m, ((1, 0.6), (3, 0.4), (6, 0.25))),
        density=at(m, ((1, 0.8), (2.2, 1.0), (4, 0.85), (7, 0.8), (8.6, 0.72))),
        band=0.13 * spread * at(m, ((5, 1.0), (7, 0.7), (8, 0.2))),
        overlap=seen_over_gap(m, ((3, 0.08), (5, 0.24), (6, 0.31), (7, 0.36)), traits),
        touching=at(m, ((2, 0.0), (4, 0.12), (7, 0.2))) * trait(traits, "touching") ** 2,
        bridging=at(m, ((7.9, 0.0), (8.0, 0.06), (8.4, 0.6), (8.7, 1.0))),
        bridging_from=0.3 * trait(traits, "bridging_side"),
        scar=(1.0 + 0.3 * trait(traits, "scar"))
        * at(m, ((7.9, 0.0), (8.4, 0.055), (8.6, 0.045), (8.85, 0.0))),
        metaphysis_zone=at(m, ((0, 0.13), (2, 0.15), (5, 0.10), (7, 0.08), (8.6, 0.0))),
        bumps=(
            Bump(0.88, 0.30, at(m, ((4.5, 0.0), (6, 0.05), (8, 0.12)))),  # styloid process
            Bump(-0.12, 0.10, 0.018 * facets),  # hump between both facets
            Bump(-0.48, 0.25, -0.014 * facets),  # facet for the lunate
            Bump(0.25, 0.24, -0.022 * facets),  # facet for the scaphoid
        ),
        lines=_lines(m, wedge, inner, facets),
    )


def _lines(m: float, wedge: float, inner: float, facets: float) -> tuple[Line, ...]:
    flat = Line("plate", 0.108 * wedge, inset=0.01, half_width=0.36)
    # From G the inner contour is the palmar rim, hollow under both facets.
    rim = Line(
        "articular", 0.18 * inner, inset=0.06, bow=0.01 + 0.02 * facets, s=-0.08, half_width=0.78
    )
    ulnar = Line("lengthwise", 0.162 * facets, s=-0.86, half_width=0.9)
    edge = Line("edge", 0.081 * ramp(m, 3.5), inset=0.035, bow=-0.008, half_width=0.85)
    return flat, rim, ulnar, edge
