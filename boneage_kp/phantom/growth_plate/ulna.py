"""Distal end of the ulna: a flat wedge, its styloid, the head in the notch of the radius."""

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

# (maturity, epiphysis width over metaphysis width). 0.5 where D begins, 1 where G begins.
_WIDTH = ((1, 0.13), (2, 0.30), (3, 0.50), (4, 0.80), (5, 0.92), (6, 1.0), (6.5, 1.03), (8, 1.03))
_GAP = ((1, 0.15), (2, 0.12), (3, 0.095), (4, 0.082), (5, 0.07), (6, 0.054), (7, 0.043), (8, 0.035))
_HEIGHT = ((1, 0.10), (2, 0.20), (3, 0.24), (4, 0.26), (5, 0.32), (6, 0.38), (7, 0.42), (8, 0.43))


def shape(m: float, traits: Mapping[str, float]) -> PlateShape:
    """One growing end of the ulna at maturity m in [0, 8)."""
    loose = free_of(m, (3.0, 6.0))
    flat, styloid, head, joined = ramp(m, 3), ramp(m, 4), ramp(m, 5), ramp(m, 6)
    size = 1.0 + 0.25 * trait(traits, "styloid")
    return PlateShape(
        width=at(m, _WIDTH) + 0.02 * loose * trait(traits, "epiphysis_width"),
        offset=at(m, ((1, 0.0), (3, 0.0), (5, 0.02), (6, 0.015))),
        gap=gap_of(m, _GAP, traits),
        height=at(m, _HEIGHT) * (1.0 + 0.1 * trait(traits, "epiphysis_height")),
        slab=at(m, ((0, 0.52), (3, 0.52), (6, 0.49), (8, 0.48))),
        presence=appearance(m),
        fuzz=1.0 - ramp(m, 2),
        edge_tilt=at(m, ((0, -0.03), (5, 0.0))) + 0.015 * trait(traits, "tilt"),
        edge_bow=at(m, ((0, 0.05), (5, 0.04), (6, 0.06), (8, 0.06))),
        edge_wave=at(m, ((2, 0.0), (5, 0.016), (7, 0.02))) * (1 + 0.5 * trait(traits, "wave")),
        edge_corner=at(m, ((0, 0.09), (3, 0.06), (6, 0.04))),
        follow=at(m, ((2, 0.0), (4, 0.2), (5, 0.6), (6, 1.0))),
        facing_bow=at(m, ((1, 0.02), (3, 0.0))),
        facing_tilt=0.012 * trait(traits, "lean") * at(m, ((1, 1.3), (6, 0.7), (7, 0.0))),
        square_facing=at(m, ((2, 2.0), (3, 2.5), (4, 3.4), (5, 4.2), (6, 4.8))),
        square_articular=at(m, ((2, 2.0), (3, 2.5), (4, 3.2), (5, 3.6), (6, 4.0))) + 0.4 * head,
        middle=at(m, ((2, 0.5), (4, 0.45), (6, 0.5))),
        articular_bow=at(m, ((1, 0.02), (2.9, 0.01))) - 0.01 * flat,
        articular_tilt=-0.045 * flat * (1.0 - head) - 0.01 * head,
        plate_rim=at(m, ((1, 0.054), (2.5, 0.27), (8, 0.18))),
        articular_rim=at(m, ((1, 0.054), (2.5, 0.27), (5.3, 0.153), (8, 0.153))),
        roundness=at(m, ((1, 0.6), (3, 0.35), (6, 0.3))),
        density=at(m, ((1, 0.9), (2.2, 1.25), (4, 1.15), (6.8, 1.1), (7.7, 0.85))),
        overlap=seen_over_gap(m, ((3, 0.06), (5, 0.17), (6, 0.26), (7, 0.36)), traits),
        touching=at(m, ((2, 0.0), (4, 0.12), (6, 0.2))) * trait(traits, "touching") ** 2,
        overlap_middle=0.55 * joined,
        bridging=at(m, ((6.9, 0.0), (7.0, 0.06), (7.4, 0.6), (7.75, 1.0))),
        bridging_from=0.7 + 0.15 * trait(traits, "bridging_side"),
        scar=(1.0 + 0.3 * trait(traits, "scar"))
        * at(m, ((6.9, 0.0), (7.4, 0.09), (7.65, 0.06), (7.9, 0.0))),
        metaphysis_zone=at(m, ((0, 0.12), (2, 0.13), (5, 0.10), (7, 0.07), (7.7, 0.0))),
        bumps=(
            Bump(-0.80, 0.22, size * (0.075 * styloid + 0.07 * head + 0.05 * joined)),
            Bump(-0.42, 0.18, -0.035 * head),  # notch between styloid and head
            Bump(0.30, 0.45, 0.03 * head),
        ),
        lines=(
            # The head's own outline, set off from the styloid by a bright line.
            Line("lengthwise", 0.18 * head, s=-0.46, half_width=0.85),
            Line("articular", 0.108 * head, inset=0.06, s=0.25, half_width=0.55),
            Line("plate", 0.18 * joined, inset=-0.03, bow=0.05, half_width=0.36),
            Line("edge", 0.081 * ramp(m, 3.5), inset=0.045, bow=0.02, half_width=0.8),
        ),
    )
