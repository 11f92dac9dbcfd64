"""Outline of a tubular bone from its growing edge to its far end, by kind of bone."""

from dataclasses import dataclass

import numpy as np

from boneage_kp.phantom.far_end import far_contour, side_shift_mm
from boneage_kp.phantom.growth_plate.shape import trait, unit
from boneage_kp.phantom.parts import LongBone


@dataclass(frozen=True)
class ShaftKind:
    """How the bones of a kind are built; places `t` run from 0 (growing edge) to 1 (far tip).

    flare, flare_power:   length of the metaphysis' flare in t (in W for `open_end`) and how hollow.
    far_from, far_full:   where the far end starts to widen and where it is widest.
    far_depth:            how far from the tip the bone gets its full depth, in far widths.
    end_depth:            depth over width at the metaphysis, where the flare is mostly sideways.
    spongy:               density of the spongy bone near the growing end.
    walls:                thickness of the walls against what anatomy gives, at mid-shaft.
    struts:               more struts in the canal than a metacarpal has.
    open_end:             runs out of the film instead of ending.
    """

    flare: float
    flare_power: float
    far_from: float = 0.7
    far_full: float = 0.9
    far_depth: float = 0.3
    end_depth: float = 0.8
    open_end: bool = False
    spongy: float = 1.4
    walls: float = 1.0
    struts: float = 0.0


_COLLAR = 0.05  # length of the collar behind the corners of the growing edge, in W

_KINDS: dict[str, ShaftKind] = {
    "radius": ShaftKind(2.3, 2.0, end_depth=0.62, open_end=True, spongy=1.15, walls=0.85),
    "ulna": ShaftKind(2.0, 2.2, end_depth=0.85, open_end=True, spongy=1.2, walls=0.8),
    "mc1": ShaftKind(0.55, 2.3, 0.60, 0.86, 0.32, 0.85, walls=0.9),
    "mc": ShaftKind(0.50, 2.4, 0.64, 0.96, 0.10, 0.92, walls=0.9),
    # Phalanges: thinner walls, more struts in the canal.
    "pp": ShaftKind(0.70, 2.1, 0.66, 0.92, 0.28, 0.70, walls=0.8, struts=0.05),
    "mp": ShaftKind(0.70, 2.1, 0.64, 0.90, 0.26, 0.66, walls=0.9, struts=0.3),
    "dp": ShaftKind(0.70, 2.1, 0.62, 0.88, 0.42, 0.68, struts=0.25),
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
    along = np.maximum(-v_mm / (metaphysis if kind.open_end else bone.length_mm), 0.0)
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
    far = None if kind.open_end else far_contour(bone, u_mm)
    middle = metaphysis * lean * 4.0 * flared * (1.0 - flared) + bow
    half, depth = width / 2.0, depth_ratio * width / 2.0
    if not kind.open_end:
        shift, gain = side_shift_mm(bone, v_mm)
        middle, half = middle + shift, half + gain
    return ShaftOutline(middle, half, depth, cortex, ends.astype(np.float32), far, t)


def _cortex(bone: LongBone, flared: np.ndarray, widening: np.ndarray) -> np.ndarray:
    """Thickest in mid-shaft; towards the metaphysis and the far end it thins to an eggshell."""
    thick = bone.cortex_mm * shaft_kind(bone.name).walls
    thin = min(0.22, 0.5 * thick)
    share = unit(1.0 - 2.0 * flared) * (1.0 - widening)
    return thin + (thick - thin) * share**1.3


def _smooth(low: float, high: float, t: np.ndarray) -> np.ndarray:
    x = unit((t - low) / (high - low))
    return x * x * (3.0 - 2.0 * x)
