"""Dense lines of a shaft: closing plates, far joint's curves, and where growth once stood still."""

import numpy as np

from boneage_kp.phantom.bone_raster import BoneRaster
from boneage_kp.phantom.far_end import far_end, line_levels
from boneage_kp.phantom.growth_plate import PlateShape
from boneage_kp.phantom.growth_plate.curves import PlateCurves
from boneage_kp.phantom.growth_plate.shape import trait, unit
from boneage_kp.phantom.parts import LongBone
from boneage_kp.phantom.shaft import ShaftOutline


def draw_end_plates(
    raster: BoneRaster,
    bone: LongBone,
    shape: PlateShape,
    outline: ShaftOutline,
    curves: PlateCurves,
    bridge: np.ndarray,
    outer: np.ndarray,
    rows: slice,
) -> None:
    """The zone of provisional calcification, and the dense plate under the far joint."""
    sigma = max(0.24, 0.8 * raster.pitch_mm)
    near = raster.rows_from(float(curves.edge_mm.min()) - 6 * sigma).start
    v = raster.v_mm[near : rows.stop]
    zone = np.exp(-(((curves.edge_mm - v - 0.9 * sigma) / sigma) ** 2))
    weight = shape.metaphysis_zone * (1.0 - 0.8 * bridge)
    raster.cortical_mm[near : rows.stop] += zone * weight * outer[near:]
    if outline.far_mm is not None:
        # On a coarse raster the band of a short bone may reach past its growing edge.
        last = min(raster.rows_up_to(float(outline.far_mm.max()) + 6 * sigma).stop, rows.stop)
        inward = raster.v_mm[:last] - outline.far_mm
        plate = np.exp(-(((inward - 0.9 * sigma) / sigma) ** 2))
        raster.cortical_mm[:last] += (0.11 * plate) * outer[:last]
        _draw_far_lines(raster, bone, outline.far_mm, outer, rows)


def _draw_far_lines(
    raster: BoneRaster, bone: LongBone, far_mm: np.ndarray, outer: np.ndarray, rows: slice
) -> None:
    """Rims and facets of the far joint that lie inside its outline."""
    sigma = max(0.024 * bone.far_width_mm, 0.8 * raster.pitch_mm)
    for line in far_end(bone.name).lines:
        level, weight = line_levels(bone, line, far_mm, raster.u_mm)
        used = level[weight > 0.0]
        if not used.size:
            continue
        first = raster.rows_from(float(used.min()) - 3 * sigma).start
        last = min(raster.rows_from(float(used.max()) + 3 * sigma).start, rows.stop)
        band = np.exp(-(((raster.v_mm[first:last] - level) / sigma) ** 2))
        raster.cortical_mm[first:last] += band * weight * outer[first:last]


def draw_growth_lines(
    raster: BoneRaster, bone: LongBone, curves: PlateCurves, outer: np.ndarray, rows: slice
) -> None:
    """Fine dense lines across the metaphysis of some bones: where growth once stood still."""
    strength = trait(bone.traits, "growth_lines") - 0.9
    if strength <= 0.0:
        return
    sigma = max(0.2, 0.8 * raster.pitch_mm)
    weight = 0.05 * strength * min(max(7.5 - bone.maturity, 0.0), 1.0)
    reach = unit((0.9 - np.abs(curves.x)) / 0.1)
    for behind in (0.17, 0.26, 0.41):
        level = curves.edge_mm - behind * bone.metaphysis_width_mm
        first = raster.rows_from(float(level.min()) - 3 * sigma).start
        last = min(raster.rows_from(float(level.max()) + 3 * sigma).start, rows.stop)
        line = np.exp(-(((raster.v_mm[first:last] - level) / sigma) ** 2))
        raster.cortical_mm[first:last] += line * (weight * reach) * outer[first:last]
