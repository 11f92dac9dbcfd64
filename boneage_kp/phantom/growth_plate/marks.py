"""Bright lines inside the outline: rims, facets and edges that lie along the beam."""

import numpy as np

from boneage_kp.phantom.bone_raster import BoneRaster
from boneage_kp.phantom.growth_plate.curves import PlateCurves
from boneage_kp.phantom.growth_plate.shape import Line, PlateShape, changed, held, unit

_SIGMA_MM = 0.22


def draw_lines(
    raster: BoneRaster,
    shape: PlateShape,
    curves: PlateCurves,
    width_mm: float,
    depth_mm: np.ndarray,
    cover: np.ndarray,
    first_row: int,
) -> None:
    """Draw all lines of a growing end.

    depth_mm:   (1, columns) depth of the epiphysis along the beam.
    cover:      (rows from first_row, columns) 1 inside the epiphysis.
    """
    # Rims of the plate vanish where it closes; the joint's own stay.
    open_share = 1.0 - 0.9 * min(1.0, 1.3 * shape.bridging)
    for line in shape.lines:
        if line.kind in ("edge", "plate"):
            line = changed(line, weight=line.weight * open_share)
        if line.weight < 1e-3:
            continue
        if line.kind == "lengthwise":
            _draw_lengthwise(raster, line, shape, curves, width_mm, depth_mm, cover, first_row)
        else:
            _draw_across(raster, line, curves, width_mm, depth_mm, cover, first_row)


def _draw_across(
    raster: BoneRaster,
    line: Line,
    curves: PlateCurves,
    width_mm: float,
    depth_mm: np.ndarray,
    cover: np.ndarray,
    first_row: int,
) -> None:
    across = curves.x if line.kind == "edge" else curves.s
    inside_mm = width_mm * (line.inset + line.bow * (1.0 - held(across, -1.0, 1.0) ** 2))
    if line.kind == "articular":
        level = curves.articular_mm - inside_mm
    elif line.kind == "plate":
        level = curves.facing_mm + inside_mm
    else:
        level = curves.edge_mm - inside_mm
    reach = unit((line.half_width - np.abs(across - line.s)) / 0.15)
    used = level[reach > 0]
    if not used.size:
        return
    sigma = max(_SIGMA_MM, 0.8 * raster.pitch_mm)
    first = raster.rows_from(float(used.min()) - 3 * sigma).start
    last = raster.rows_from(float(used.max()) + 3 * sigma).start
    profile = np.exp(-(((raster.v_mm[first:last] - level) / sigma) ** 2))
    profile *= (line.weight * reach * depth_mm).astype(np.float32)
    if line.kind != "edge" and line.inset >= 0.0:
        start = max(first, first_row)
        profile = profile[start - first :] * cover[start - first_row : last - first_row]
        first = start
    raster.cortical_mm[first:last] += profile


def _draw_lengthwise(
    raster: BoneRaster,
    line: Line,
    shape: PlateShape,
    curves: PlateCurves,
    width_mm: float,
    depth_mm: np.ndarray,
    cover: np.ndarray,
    first_row: int,
) -> None:
    v = raster.v_mm[first_row:]
    foot = width_mm * shape.gap
    height = width_mm * shape.height
    up = (v - foot) / height  # 0 at the plate, 1 at the joint
    half_mm = 0.5 * shape.width * width_mm
    u_line = width_mm * shape.offset + half_mm * line.s * (1.0 - 0.22 * unit(up) ** 2)
    sigma = max(_SIGMA_MM, 0.8 * raster.pitch_mm)
    profile = np.exp(-(((raster.u_mm - u_line) / sigma) ** 2))
    reach = unit((line.half_width - up) / 0.2) * unit(up / 0.08 + 1.0)
    raster.cortical_mm[first_row:] += (profile * (line.weight * reach) * depth_mm * cover).astype(
        np.float32
    )
