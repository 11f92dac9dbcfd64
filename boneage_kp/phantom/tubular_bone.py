"""Draw a tubular bone: shaft, flared metaphysis, far end, growth plate and epiphysis."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from boneage_kp.phantom.bone_raster import BoneRaster, Window, lay_over_film, mask_on_film
from boneage_kp.phantom.growth_plate import PlateShape, plate_shape
from boneage_kp.phantom.growth_plate.curves import PlateCurves, plate_curves
from boneage_kp.phantom.growth_plate.draw import draw_epiphysis
from boneage_kp.phantom.growth_plate.fusion import PlateNoise, bridged_share, close_sides, fill_gap
from boneage_kp.phantom.growth_plate.shape import unit
from boneage_kp.phantom.parts import DrawnPlate, LongBone, PathMaps
from boneage_kp.phantom.shaft import ShaftOutline, shaft_kind, shaft_outline
from boneage_kp.phantom.shaft_drawing import chord_mm, draw_shaft
from boneage_kp.phantom.texture import spongiosa

_TEXTURE_BLEND_MM = 1.2
_BEYOND_FILM_MM = 3.0


@dataclass(frozen=True, eq=False)
class _Masks:
    shaft: np.ndarray
    epiphysis: np.ndarray
    gap: np.ndarray


def draw_long_bone(
    paths: PathMaps,
    bone: LongBone,
    rng: np.random.Generator,
    with_masks: bool = False,
    cast_soft: bool = False,
) -> DrawnPlate:
    """Add one bone to the film's path lengths.

    paths:       changed in place: cortical and trabecular path lengths are added.
    rng:         always gives the same count of numbers, whatever the bone and its maturity.
    with_masks:  also return exact masks of shaft, epiphysis and gap.
    cast_soft:   also add the bone's outline to the soft tissue (a finger that lies over the palm).
    """
    noise = PlateNoise.draw(rng)
    bone = _with_plain_floats(bone, {**noise.traits, **bone.traits})
    shape = plate_shape(bone.name, bone.maturity, bone.traits)
    raster = _raster_for(bone, shape, paths.cortical_mm.shape)
    curves = plate_curves(shape, bone.metaphysis_width_mm, raster.u_mm, float(noise.phases[6]))
    outline = shaft_outline(bone, shape.edge_bow + shape.edge_corner, raster.u_mm, raster.v_mm)
    depth_mm = bone.metaphysis_width_mm * shaft_kind(bone.name).end_depth
    texture = _texture(raster, noise, bone)
    bridge = bridged_share(shape, curves.x, noise)
    shaft = draw_shaft(raster, bone, shape, outline, curves, bridge, texture)
    gap = np.zeros_like(shaft)
    epiphysis = gap
    if shape.presence > 0.0:
        width = bone.metaphysis_width_mm
        gap = fill_gap(raster, shape, curves, width, depth_mm, bridge, noise, texture)
        epiphysis = draw_epiphysis(raster, shape, curves, width, depth_mm, bridge, texture)
        close_sides(raster, shape, curves, width, depth_mm, texture)
    lay_over_film(raster, bone.to_film, paths)
    if cast_soft:
        _cast_soft(raster, bone, outline, paths)
    masks = _Masks(shaft, epiphysis, gap & ~epiphysis & ~shaft) if with_masks else None
    return _plate_record(bone, shape, curves, bridge, raster, masks, paths.cortical_mm.shape)


def _with_plain_floats(bone: LongBone, traits: Mapping[str, float]) -> LongBone:
    """The bone with these traits; NumPy's float64 would turn every float32 raster into float64."""
    return replace(
        bone,
        maturity=float(bone.maturity),
        length_mm=float(bone.length_mm),
        shaft_width_mm=float(bone.shaft_width_mm),
        metaphysis_width_mm=float(bone.metaphysis_width_mm),
        far_width_mm=float(bone.far_width_mm),
        cortex_mm=float(bone.cortex_mm),
        depth_over_width=float(bone.depth_over_width),
        traits=traits,
    )


def _raster_for(bone: LongBone, shape: PlateShape, size_hw: tuple[int, ...]) -> BoneRaster:
    width = bone.metaphysis_width_mm
    half = 0.6 * max(width, bone.far_width_mm, bone.shaft_width_mm) + 0.8
    top = 1.0 if shape.presence <= 0.0 else 1.0 + width * (shape.gap + shape.height + 0.34)
    far = -bone.length_mm - 0.2 * bone.far_width_mm - 0.5
    # A forearm runs out of the film: what lies far beyond its edge is not drawn.
    far = max(far, min(_least_v_mm(bone, size_hw) - _BEYOND_FILM_MM, -2.0 * width))
    return BoneRaster.covering(half, (far, top), bone.to_film.scale)


def _least_v_mm(bone: LongBone, size_hw: tuple[int, ...]) -> float:
    """How far down the bone's axis the film reaches."""
    height, width = size_hw
    corners = np.array([[0.0, 0.0], [width, 0.0], [0.0, height], [width, height]])
    return float(bone.to_film.inverse()(corners)[:, 1].min())


def _texture(raster: BoneRaster, noise: PlateNoise, bone: LongBone) -> np.ndarray:
    """Struts run lengthwise behind the growing edge; the epiphysis and the far end hold a net."""
    left, v = float(raster.u_mm[0, 0]), raster.v_mm
    piece = (raster.pitch_mm, noise.texture_offset)
    columns = raster.u_mm.size
    texture = np.zeros((len(v), columns), np.float32)
    first = raster.rows_from(-_TEXTURE_BLEND_MM).start
    ends = [(slice(first, None), 0.5 + 0.5 * v[first:] / _TEXTURE_BLEND_MM, 1.0)]
    low, high = 0, raster.rows_from(_TEXTURE_BLEND_MM).start
    if not shaft_kind(bone.name).open_end:
        reach = 0.8 * bone.far_width_mm
        far = raster.rows_up_to(reach - bone.length_mm)
        ends.append((far, (reach - bone.length_mm - v[far]) / (0.5 * reach), 1.4))
        low = raster.rows_up_to(0.5 * reach - bone.length_mm).stop
    if high > low:
        start, size = (left, float(v[low, 0])), (high - low, columns)
        texture[low:high] = spongiosa(size, *piece, start, streaked=0.35)
    for rows, share, mesh in ends:
        part = texture[rows]
        if part.size:
            start = (left, float(v[rows][0, 0]))
            net = spongiosa(part.shape, *piece, start, mesh=mesh, streaked=0.1)
            part += unit(share).astype(np.float32) * (net - part)
    return texture


def _cast_soft(raster: BoneRaster, bone: LongBone, outline: ShaftOutline, paths: PathMaps) -> None:
    """Add the thickness of the bone itself to the soft tissue's map."""
    thick = chord_mm(
        raster.u_mm - outline.middle_mm, outline.half_mm, outline.depth_mm, outline.fullness
    )
    thick[raster.v_mm[:, 0] > 0.0] = 0.0
    nothing = np.zeros_like(thick)
    own = replace(raster, cortical_mm=thick, trabecular_mm=nothing, displaced_mm=nothing)
    lay_over_film(own, bone.to_film, replace(paths, cortical_mm=paths.soft_mm))


def _plate_record(
    bone: LongBone,
    shape: PlateShape,
    curves: PlateCurves,
    bridge: np.ndarray,
    raster: BoneRaster,
    masks: _Masks | None,
    size_hw: tuple[int, int],
) -> DrawnPlate:
    """Labels of the plate, from the same curves that were drawn."""
    width = bone.metaphysis_width_mm
    v_mm, gap_mm = 0.0, None
    if shape.presence > 0.0 and bone.maturity >= 1.0:
        # Both columns next to u = 0: the contours are straight enough over one cell.
        edge = _at_middle(curves.edge_mm)
        opening = _at_middle(curves.closed_facing_mm) - edge
        v_mm = edge + opening / 2.0
        gap_mm = 0.0 if _at_middle(bridge) > 0.5 else opening
    x, y = bone.to_film(np.array([0.0, v_mm]))
    windows: dict[str, Window] = {}
    if masks is not None:
        for name in ("shaft", "epiphysis", "gap"):
            windows[name] = mask_on_film(getattr(masks, name), raster, bone.to_film, size_hw)
    epiphysis_mm = shape.width * width if gap_mm is not None else 0.0
    return DrawnPlate((float(x), float(y)), gap_mm, epiphysis_mm, width, windows)


def _at_middle(row: np.ndarray) -> float:
    """Value of a (1, columns) row at u = 0, which lies between its two middle columns."""
    right = row.shape[1] // 2
    return 0.5 * (float(row[0, right - 1]) + float(row[0, right]))
