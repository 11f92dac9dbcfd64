"""Outline of a tubular bone from its growing edge to its far end, by kind of bone."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from boneage_kp.phantom.growth_plate.shape import trait, unit
from boneage_kp.phantom.parts import LongBone


@dataclass(frozen=True)
class ShaftKind:
    """How the bones of a kind are built; places `t` run from 0 (growing edge) to 1 (far tip).

    flare, flare_power:   length of the metaphysis' flare in t (in W for `open_end`) and how hollow.
    far_from, far_full:   where the far end starts to widen and where it is widest.
    far_round:            rounding of the far tip in far widths; far_power its squareness.
    notch:                hollow in the middle of the far tip, in far widths.
    far_depth:            how far from the tip the bone gets its full depth, in far widths.
    end_depth:            depth over width at the metaphysis, where the flare is mostly sideways.
    spongy:               density of the spongy bone near the growing end.
    open_end:             runs out of the film instead of ending.
    """

    flare: float
    flare_power: float
    far_from: float = 0.7
    far_full: float = 0.9
    far_round: float = 0.4
    far_power: float = 2.6
    notch: float = 0.0
    far_depth: float = 0.3
    end_depth: float = 0.8
    open_end: bool = False
    spongy: float = 1.4


_COLLAR = 0.05  # length of the collar behind the corners of the growing edge, in W

_KINDS: dict[str, ShaftKind] = {
    "radius": ShaftKind(2.3, 2.0, end_depth=0.62, open_end=True, spongy=1.1),
    "ulna": ShaftKind(2.0, 2.2, end_depth=0.85, open_end=True, spongy=1.15),
    "mc1": ShaftKind(0.55, 2.3, 0.60, 0.86, 0.42, 2.2, 0.0, 0.32, 0.85),
    "mc": ShaftKind(0.44, 2.6, 0.60, 0.93, 0.16, 2.6, 0.03, 0.10, 0.92),
    "pp": ShaftKind(0.62, 2.5, 0.72, 0.90, 0.40, 2.4, 0.03, 0.28, 0.70),
    "mp": ShaftKind(0.66, 2.3, 0.66, 0.88, 0.38, 2.5, 0.035, 0.26, 0.66),
    "dp": ShaftKind(0.70, 2.1, 0.62, 0.88, 0.48, 2.1, 0.0, 0.42, 0.68),
}


def shaft_kind(name: str) -> ShaftKind:
    """The build of a bone by its name."""
    return _KINDS[name if name in _KINDS else name[:2]]


@dataclass(frozen=True, eq=False)
class ShaftOutline:
    """Outline over a raster: (rows, 1) along v, (1, columns) across; mm.

    middle_mm, half_mm:  axis of the section and half its width.
    depth_mm:   half depth along the beam.
    cortex_mm:  thickness of the cortex.
    fullness:   0 an elliptical section, 1 a nearly rectangular one (the flared metaphysis).
    far_mm:     (1, columns) the far tip's contour; None where the bone runs out of the film.
    t:          place along the bone, 0 at the growing edge, 1 at the far tip.
    """

    middle_mm: np.ndarray
    half_mm: np.ndarray
    depth_mm: np.ndarray
    cortex_mm: np.ndarray
    fullness: np.ndarray
    far_mm: np.ndarray | None
    t: np.ndarray


def shaft_outline(
    bone: LongBone, corner_drop: float, u_mm: np.ndarray, v_mm: np.ndarray
) -> ShaftOutline:
    """Lay a bone's outline over rows v and columns u of its raster.

    corner_drop:  how far the corners of the growing edge lie behind its middle, in W.
    """
    kind = shaft_kind(bone.name)
    shaft, metaphysis = bone.shaft_width_mm, bone.metaphysis_width_mm
    t = unit(-v_mm / bone.length_mm)
    along = np.clip(-v_mm / (metaphysis if kind.open_end else bone.length_mm), 0.0, None)
    flared = (1.0 - unit(along / kind.flare)) ** kind.flare_power
    # The bone's collar: full width is reached a little behind the growing edge, and the last
    # bit rounds in towards it.
    collar_mm = (corner_drop + _COLLAR) * metaphysis
    collar_at = collar_mm / (metaphysis if kind.open_end else bone.length_mm)
    flared = np.minimum(flared / (1.0 - collar_at / kind.flare) ** kind.flare_power, 1.0)
    collar = unit(1.0 + v_mm / collar_mm) ** 2
    widening = np.zeros_like(t) if kind.open_end else _smooth(kind.far_from, kind.far_full, t)
    width = shaft + (metaphysis - shaft) * flared + (bone.far_width_mm - shaft) * widening
    width = width * (1.0 - 0.05 * collar)
    lean = 0.035 * trait(bone.traits, "flare_lean") + (0.03 if bone.name == "radius" else 0.0)
    bow = 0.02 * bone.length_mm * trait(bone.traits, "shaft_bow") * 4.0 * t * (1.0 - t) * 0.3
    ends = np.maximum(flared, 0.8 * widening)
    own = bone.depth_over_width
    depth_ratio = own + (kind.end_depth - own) * ends
    cortex = _cortex(bone, flared, widening)
    far = None if kind.open_end else _far_contour(bone, kind, u_mm)
    middle = metaphysis * lean * 4.0 * flared * (1.0 - flared) + bow
    return ShaftOutline(
        middle, width / 2.0, depth_ratio * width / 2.0, cortex, ends.astype(np.float32), far, t
    )


def _cortex(bone: LongBone, flared: np.ndarray, widening: np.ndarray) -> np.ndarray:
    """The cortex thins to an eggshell over the metaphysis and the far end."""
    thin = min(0.22, 0.5 * bone.cortex_mm)
    share = unit(1.0 - 2.0 * flared) * (1.0 - 0.9 * widening)
    return thin + (bone.cortex_mm - thin) * share


def _far_contour(bone: LongBone, kind: ShaftKind, u_mm: np.ndarray) -> np.ndarray:
    """(1, columns) v of the far tip's contour, corners rounded off, hollow where it has a notch."""
    half = bone.far_width_mm / 2.0
    s = np.clip(u_mm / half, -1.0, 1.0)
    rounding = kind.far_round * (1.0 + 0.12 * trait(bone.traits, "far_round"))
    # Heads of small children are balls; condyles come with growth.
    grown = float(np.clip((bone.maturity - 2.0) / 4.0, 0.0, 1.0))
    power = 2.0 + (kind.far_power - 2.0) * (0.3 + 0.7 * grown)
    away = 1.0 - (1.0 - np.abs(s) ** power) ** (1.0 / power)
    notch = kind.notch * (0.2 + 0.8 * grown) * np.exp(-((s / 0.35) ** 2))
    slope = _FAR_SLOPE.get(bone.name, 0.0) + 0.02 * trait(bone.traits, "far_tilt")
    return -bone.length_mm + bone.far_width_mm * (rounding * away + notch + slope * s)


# Bases of the metacarpals lean against their neighbours: mc5 slopes off to the little finger's
# side, mc3 has its styloid on the thumb's side.
_FAR_SLOPE: Mapping[str, float] = {"mc2": -0.05, "mc3": -0.10, "mc4": 0.04, "mc5": -0.16}


def _smooth(low: float, high: float, t: np.ndarray) -> np.ndarray:
    x = unit((t - low) / (high - low))
    return x * x * (3.0 - 2.0 * x)
