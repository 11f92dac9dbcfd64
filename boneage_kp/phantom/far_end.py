"""Far ends of tubular bones: pulleys of phalanges, bases of metacarpals, tufts.

To add a far end: a row in `_ENDS`; what all bones of a kind share stands under its two letters.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from boneage_kp.phantom.growth_plate.shape import Bump, Line, held, trait, unit
from boneage_kp.phantom.parts import LongBone


@dataclass(frozen=True)
class FarEnd:
    """Shape of a far tip; lengths in far widths, `s` from -1 (ulnar side) to 1 (thumb's side).

    round, power:  how far the tip is rounded off and how square it is.
    slope:         thumb's side shorter (+).
    bumps:         hollows (+) and prominences (-) of the contour.
    lines:         dense lines inside: the other rim of the joint, facets seen edge-on.
    side, side_at: prominence of the ulnar (-) or thumb's (+) wall, and how far from the tip.
    """

    round: float = 0.4
    power: float = 2.6
    slope: float = 0.0
    bumps: tuple[Bump, ...] = ()
    lines: tuple[Line, ...] = ()
    side: float = 0.0
    side_at: float = 0.3


# The back rim of a pulley lies nearer the shaft than its front rim; both are seen.
_PULLEY_LINES = (
    Line("articular", 0.07, inset=0.15, bow=0.02, half_width=0.85),
    Line("articular", 0.03, inset=0.36, bow=-0.04, half_width=0.6),
)
_FACET_LINES = (Line("articular", 0.10, inset=0.13, bow=0.04, half_width=0.8),)

# How far a small child's far end is rounded off: nearly a half circle.
_CHILDS_ROUND = 0.42

_ENDS: Mapping[str, FarEnd] = {
    "mc1": FarEnd(0.42, 2.2, lines=(Line("articular", 0.07, inset=0.2, bow=0.1, half_width=0.7),)),
    # Forked: the trapezoid sits between a large prong towards metacarpal III and a small one.
    "mc2": FarEnd(
        0.20,
        2.6,
        -0.03,
        (Bump(0.10, 0.34, 0.13), Bump(-0.72, 0.3, -0.06), Bump(0.68, 0.25, -0.02)),
        (
            Line("articular", 0.10, inset=0.10, bow=0.10, s=-0.15, half_width=0.75),
            Line("articular", 0.08, inset=0.24, s=-0.45, half_width=0.45),
        ),
        side=0.04,
    ),
    # Its styloid process stands at the thumb's side.
    "mc3": FarEnd(
        0.18,
        2.8,
        -0.05,
        (Bump(0.78, 0.25, -0.12), Bump(0.1, 0.4, 0.03)),
        (
            Line("articular", 0.07, inset=0.12, bow=0.03, s=-0.1, half_width=0.75),
            Line("articular", 0.08, inset=0.27, bow=-0.04, s=0.45, half_width=0.45),
        ),
        side=0.03,
    ),
    "mc4": FarEnd(
        0.20,
        3.0,
        0.03,
        (Bump(-0.25, 0.4, 0.04), Bump(0.55, 0.3, -0.03)),
        _FACET_LINES,
        side=-0.03,
    ),
    # Slopes off to the little finger's side and bears a tubercle there.
    "mc5": FarEnd(
        0.24,
        2.4,
        -0.13,
        (Bump(0.15, 0.45, -0.03), Bump(-0.55, 0.3, 0.04)),
        (Line("articular", 0.10, inset=0.14, bow=0.05, s=0.15, half_width=0.7),),
        side=-0.11,
        side_at=0.42,
    ),
    "pp": FarEnd(0.36, 2.3, 0.0, (Bump(0.0, 0.34, 0.055),), _PULLEY_LINES),
    "mp": FarEnd(0.35, 2.4, 0.0, (Bump(0.0, 0.34, 0.06),), _PULLEY_LINES),
    "dp": FarEnd(0.48, 2.1),
}


def far_end(name: str) -> FarEnd:
    """The far end of a bone by its name."""
    return _ENDS[name if name in _ENDS else name[:2]]


def formed_share(name: str, maturity: float) -> float:
    """Far ends of small children are balls; condyles, forks and facets come with growth.

    The bases of metacarpals take their shapes last.
    """
    first, length = (2.5, 4.5) if name.startswith("mc") else (1.5, 4.5)
    return min(max((maturity - first) / length, 0.0), 1.0)


def far_contour(bone: LongBone, u_mm: np.ndarray) -> np.ndarray:
    """(1, columns) v of the far tip's contour in mm."""
    end, formed = far_end(bone.name), formed_share(bone.name, bone.maturity)
    s = held(u_mm / (bone.far_width_mm / 2.0), -1.0, 1.0)
    rounding = end.round + (max(_CHILDS_ROUND, end.round) - end.round) * (1.0 - formed)
    rounding *= 1.0 + 0.15 * trait(bone.traits, "far_round")
    power = 2.0 + (end.power - 2.0) * (0.3 + 0.7 * formed)
    away = 1.0 - (1.0 - np.abs(s) ** power) ** (1.0 / power)
    level = rounding * away + (end.slope + 0.02 * trait(bone.traits, "far_tilt")) * s
    depth = (0.2 + 0.8 * formed) * (1.0 + 0.2 * trait(bone.traits, "head"))
    middle = 0.0
    for bump in end.bumps:
        level = level + depth * bump.height * np.exp(-(((s - bump.s) / bump.half_width) ** 2))
        middle += depth * min(bump.height, 0.0) * float(np.exp(-((bump.s / bump.half_width) ** 2)))
    # A prominence in the middle must not make the bone longer than it is.
    return -bone.length_mm + bone.far_width_mm * (level - middle)


def side_shift_mm(bone: LongBone, v_mm: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(rows, 1) shift of the axis and gain of the half width where a wall bears a prominence."""
    end = far_end(bone.name)
    size = bone.far_width_mm * abs(end.side) * formed_share(bone.name, bone.maturity)
    place = (v_mm + bone.length_mm) / bone.far_width_mm - end.side_at
    bulge = size * np.exp(-((place / 0.24) ** 2))
    # A plain float: a NumPy scalar would turn the whole raster into float64.
    return (0.5 if end.side > 0.0 else -0.5) * bulge, 0.5 * bulge


def line_levels(
    bone: LongBone, line: Line, far_mm: np.ndarray, u_mm: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(1, columns) v of a dense line inside the far end, and its weight there."""
    s = u_mm / (bone.far_width_mm / 2.0)
    away = np.minimum(np.abs(s - line.s) / line.half_width, 1.0)
    inside = line.inset - line.bow * (1.0 - away**2)
    own = 1.0 + 0.25 * trait(bone.traits, "far_round") - 0.15 * trait(bone.traits, "far_tilt")
    weight = line.weight * own * formed_share(bone.name, bone.maturity) * unit((1.0 - away) / 0.25)
    return far_mm + bone.far_width_mm * inside, weight
