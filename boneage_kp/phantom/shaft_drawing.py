"""Draw the shaft of a tubular bone: shells of cortex, spongy ends, marrow, dense end plates."""

import numpy as np

from boneage_kp.phantom.bone_raster import BoneRaster
from boneage_kp.phantom.growth_plate import PlateShape
from boneage_kp.phantom.growth_plate.curves import PlateCurves
from boneage_kp.phantom.growth_plate.shape import trait, unit
from boneage_kp.phantom.parts import LongBone
from boneage_kp.phantom.shaft import ShaftOutline, shaft_kind
from boneage_kp.phantom.shaft_lines import draw_end_plates, draw_growth_lines

# Of spongy bone of density 1; the flesh that marrow takes the place of counts about 0.6.
_MARROW = 0.55


def draw_shaft(
    raster: BoneRaster,
    bone: LongBone,
    shape: PlateShape,
    outline: ShaftOutline,
    curves: PlateCurves,
    bridge: np.ndarray,
    texture: np.ndarray,
) -> np.ndarray:
    """Shells of the shaft and its ends; returns its (rows, columns) mask."""
    rows = raster.rows_up_to(float(curves.edge_mm.max()) + raster.pitch_mm)
    v = raster.v_mm[rows]
    middle, half = outline.middle_mm[rows], outline.half_mm[rows]
    depth, full = outline.depth_mm[rows], outline.fullness[rows]
    off = raster.u_mm - middle
    outer = chord_mm(off, half, depth, full)
    inner = _inner_chord_mm(raster, bone, off, outline, rows)
    ends = _end_taper(raster, bone, outline, curves, bridge, v)
    outer *= ends
    inner *= ends
    raster.cortical_mm[rows] += np.maximum(outer - inner, 0.0)
    raster.displaced_mm[rows] = outer
    # Struts average out over the depth of a thick bone.
    own_grain = 0.15 * (1.0 + 0.25 * trait(bone.traits, "grain"))
    own_grain *= min(1.2, (8.0 / bone.metaphysis_width_mm) ** 0.3)
    grain = own_grain * _strutted(bone, outline.t[rows]) * texture[rows]
    raster.trabecular_mm[rows] += inner * (_marrow(bone, outline)[rows] * (1.0 + grain))
    draw_end_plates(raster, bone, shape, outline, curves, bridge, outer, rows)
    draw_growth_lines(raster, bone, curves, outer, rows)
    mask = np.zeros(raster.cortical_mm.shape, bool)
    mask[rows] = (np.abs(off) <= half) & (v <= curves.edge_mm)
    if outline.far_mm is not None:
        mask[rows] &= v >= outline.far_mm
    return mask


def chord_mm(off: np.ndarray, half: np.ndarray, depth: np.ndarray, full: np.ndarray) -> np.ndarray:
    """Length of the beam through an elliptical (full 0) to nearly rectangular (full 1) section."""
    q = off * (1.0 / half)
    q *= q
    section = 1.0 - q * ((1.0 - 0.75 * full) + (0.75 * full) * q)
    np.maximum(section, 0.0, out=section)
    np.sqrt(section, out=section)
    section *= 2.0 * depth
    return section


# Share of the depth, thickness against the mean, sense of its waves.
_ONE_BORDER = ((1.0, 1.0, 1.0),)
_TWO_BORDERS = ((0.6, 0.75, 1.0), (0.4, 1.4, -1.0))


def _inner_chord_mm(
    raster: BoneRaster, bone: LongBone, off: np.ndarray, outline: ShaftOutline, rows: slice
) -> np.ndarray:
    """(rows, columns) length of the beam inside the walls, whose inner border is uneven.

    The inner border is no edge: struts merge into the wall. Two borders, one further in than the
    other, each with waves of its own, stand for that.
    """
    half, depth = outline.half_mm[rows], outline.depth_mm[rows]
    cortex, full = outline.cortex_mm[rows], outline.fullness[rows]
    v = raster.v_mm[rows] / bone.shaft_width_mm
    lean, bow = trait(bone.traits, "flare_lean"), trait(bone.traits, "shaft_bow")
    total = np.zeros((half.shape[0], raster.u_mm.size), np.float32)
    # Of the long forearm one border is enough: its walls are thick against it.
    borders = _ONE_BORDER if outline.far_mm is None else _TWO_BORDERS
    for share, thick, turn in borders:
        wave = 0.08 * np.sin(1.7 * v + 3.0 * lean + turn) + 0.05 * np.sin(4.1 * v - 4.0 * bow)
        own = cortex * (thick * (1.0 + wave))
        side = cortex * (0.12 * bow + turn * wave)
        inner_half = np.maximum(half - own, 0.05)
        inner_depth = np.maximum(depth - np.minimum(own, cortex), 0.05)
        total += chord_mm(off - side, inner_half, share * inner_depth, full)
    return total


def _end_taper(
    raster: BoneRaster,
    bone: LongBone,
    outline: ShaftOutline,
    curves: PlateCurves,
    bridge: np.ndarray,
    v: np.ndarray,
) -> np.ndarray:
    """(rows, columns) share of the full depth that the bone has near both its ends."""
    taper = np.ones((len(v), raster.u_mm.size), np.float32)
    p = np.float32(raster.pitch_mm)
    near = raster.rows_from(float(curves.edge_mm.min()) - 1.2).start
    inward = curves.edge_mm - v[near:]
    rounded = _rounded(inward, 0.03 * bone.metaphysis_width_mm)
    rounded += (1.0 - rounded) * bridge
    taper[near:] = rounded * unit(inward / p + 0.5)
    if outline.far_mm is not None:
        radius = shaft_kind(bone.name).far_depth * bone.far_width_mm
        last = raster.rows_up_to(float(outline.far_mm.max()) + radius).stop
        inward = v[:last] - outline.far_mm
        taper[:last] *= _rounded(inward, radius) * unit(inward / p + 0.5)
    return taper


def _rounded(inward_mm: np.ndarray, radius_mm: float) -> np.ndarray:
    x = 1.0 - unit(inward_mm / np.float32(radius_mm))
    return np.sqrt(1.0 - x * x)


def _strutted(bone: LongBone, t: np.ndarray) -> np.ndarray:
    """(rows, 1) how plainly single struts are seen: in the ends, hardly in mid-shaft."""
    near, far = unit(1.0 - t / 0.38), unit((t - 0.6) / 0.3)
    thick = 0.5 if bone.name.startswith("mc") else 1.2  # many struts behind each other
    return 0.35 + 0.75 * near + thick * far


def _marrow(bone: LongBone, outline: ShaftOutline) -> np.ndarray:
    """(rows, 1) density of the spongy bone: dense at both ends, marrow in the middle.

    A small child's shaft is full of struts; the marrow canal clears as the bone matures.
    """
    t, spongy = outline.t, shaft_kind(bone.name).spongy
    canal = _MARROW + 0.16 + shaft_kind(bone.name).struts
    near = unit(1.0 - np.maximum(-0.02 + t / 0.45, 0.0))
    if shaft_kind(bone.name).open_end:
        canal -= 0.12
        return canal + (spongy - canal) * near**1.3
    far = unit((t - 0.62) / 0.3)
    return canal + (spongy - canal) * np.maximum(near**1.3, 0.9 * far)
