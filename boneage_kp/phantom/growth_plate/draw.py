"""Draw an epiphysis: outline, shell, spongy inside, dense rims."""

import cv2
import numpy as np

from boneage_kp.phantom.bone_raster import BoneRaster
from boneage_kp.phantom.growth_plate.curves import PlateCurves
from boneage_kp.phantom.growth_plate.marks import draw_lines
from boneage_kp.phantom.growth_plate.shape import PlateShape, spongy_share, unit

_RIM_SIGMA_MM = 0.17
_WALL_MM = 0.28
_FAR = 1.6  # beyond this multiple of the outline nothing is drawn


def draw_epiphysis(
    raster: BoneRaster,
    shape: PlateShape,
    curves: PlateCurves,
    width_mm: float,
    depth_mm: float,
    bridge: np.ndarray,
    texture: np.ndarray,
) -> np.ndarray:
    """Add an epiphysis to the raster.

    width_mm, depth_mm:  of the metaphysis, across the film and along the beam.
    bridge:   (1, columns) share of the plate that is bridged: there its facing rim gives way.
    texture:  (rows, columns) of the whole raster, mean 0.
    returns:  (rows, columns) bool, the epiphysis.
    """
    mask = np.zeros(raster.cortical_mm.shape, bool)
    if shape.presence <= 0.0:
        return mask
    near = np.abs(curves.s) < 1.2
    first = raster.rows_from(float(curves.facing_mm[near].min()) - 0.5).start
    v = raster.v_mm[first:]
    above = v > curves.waist_mm
    reach = _reach(shape, curves, v, above)
    inward_mm = _inward_distance(reach, raster.pitch_mm)
    cover = unit(inward_mm / np.float32(raster.pitch_mm) + 0.5)
    cover *= _beside_shaft(curves, v, raster.pitch_mm)
    depth = _depth(shape, curves, depth_mm)
    full = width_mm * shape.height
    upper = _upper_share(curves, v)  # the joint's side, blending over the waist
    rounded = (0.14 + (shape.roundness - 0.14) * upper) * np.float32(full)
    rounded = np.maximum(rounded, 0.25 * np.float32(full) * np.float32(shape.fuzz))
    taper = 1.0 - unit(inward_mm / rounded)
    taper = np.sqrt(1.0 - taper * taper)
    taper += (1.0 - taper) * ((1.0 - upper) * bridge * cover)
    chord = depth * taper * cover
    if shape.fuzz > 0.0:
        speck = unit(1.0 - reach * reach)
        chord += shape.fuzz * (depth * speck * np.sqrt(speck) - chord)
    if shape.lumps > 0.0:
        between = np.exp(-(((np.abs(curves.s) - 0.36) / 0.15) ** 2))
        chord *= 1.0 - 0.85 * shape.lumps * between
    present = chord * shape.presence
    displaced = raster.displaced_mm[first:]
    np.maximum(displaced, present, out=displaced)
    inner = present * spongy_share(shape.density)
    raster.trabecular_mm[first:] += inner * (1.0 + shape.grain * texture[first:])
    # Front and back wall, seen face on.
    wall = cover * taper * (_WALL_MM * min(1.0, shape.width) * shape.presence * (1 - shape.fuzz))
    raster.cortical_mm[first:] += wall
    _draw_rims(raster, shape, curves, inward_mm, upper, depth, bridge, first)
    if shape.band > 0.0:
        _draw_band(raster, shape, curves, width_mm, depth * cover, texture, first)
    draw_lines(raster, shape, curves, width_mm, depth * shape.presence, cover, first)
    mask[first:] = reach <= 1.0
    return mask


def _upper_share(curves: PlateCurves, v: np.ndarray) -> np.ndarray:
    """(rows, columns) 1 on the joint's side of the epiphysis, 0 on the shaft's."""
    height = 0.5 * (curves.articular_mm - curves.facing_mm)
    return unit((v - curves.waist_mm) / height + 0.5)


def _beside_shaft(curves: PlateCurves, v: np.ndarray, pitch_mm: float) -> np.ndarray:
    """(rows, columns) 1, less where a hook lies over the shaft: there it is a thin shell."""
    behind = unit((curves.edge_mm - v) / np.float32(pitch_mm) + 0.5)
    return 1.0 - 0.7 * behind * unit((1.0 - np.abs(curves.x)) / 0.06 + 0.5)


def _reach(shape: PlateShape, curves: PlateCurves, v: np.ndarray, above: np.ndarray) -> np.ndarray:
    """(rows, columns): 0 at the heart of the epiphysis, 1 on its outline."""
    across = np.minimum(np.abs(curves.s), _FAR)
    height = np.where(
        above, curves.articular_mm - curves.waist_mm, curves.waist_mm - curves.facing_mm
    )
    along = np.minimum(np.abs(v - curves.waist_mm) / height, np.float32(_FAR))
    up, down = np.float32(shape.square_articular), np.float32(shape.square_facing)
    exponent = np.where(above, up, down)
    sides = np.where(above, across**up, across**down)
    return np.power(np.power(along, exponent) + sides, 1.0 / exponent)


def _inward_distance(reach: np.ndarray, pitch_mm: float) -> np.ndarray:
    """Distance inside the outline in mm (negative outside), to first order."""
    down = cv2.Sobel(reach, cv2.CV_32F, 0, 1, ksize=3, scale=0.125 / pitch_mm)
    right = cv2.Sobel(reach, cv2.CV_32F, 1, 0, ksize=3, scale=0.125 / pitch_mm)
    return (1.0 - reach) / np.maximum(cv2.magnitude(down, right), np.float32(0.02))


def _depth(shape: PlateShape, curves: PlateCurves, depth_mm: float) -> np.ndarray:
    """(1, columns) bone along the beam: a small centre is as deep as it is wide."""
    own = depth_mm * min(1.0, shape.width) ** 0.7
    s2 = np.minimum(curves.s**2, 1.0)
    return (own * np.sqrt(1.0 - 0.55 * s2 - 0.3 * s2 * s2)).astype(np.float32)


def _draw_rims(
    raster: BoneRaster,
    shape: PlateShape,
    curves: PlateCurves,
    inward_mm: np.ndarray,
    upper: np.ndarray,
    depth: np.ndarray,
    bridge: np.ndarray,
    first: int,
) -> None:
    sigma = max(_RIM_SIGMA_MM, 0.7 * raster.pitch_mm)
    rim = np.exp(-(((inward_mm - 0.8 * sigma) / sigma) ** 2))
    facing = shape.plate_rim * (1.0 - 0.95 * bridge)
    weight = facing + (shape.articular_rim - facing) * upper
    # Rims are discs' edges: seen along the plate and the joint, thin at the sides.
    beam_along = 1.0 - 0.5 * unit((np.abs(curves.s) - 0.75) / 0.25)
    uneven = 1.0 + 0.18 * np.sin(3.1 * curves.s + 40.0 * shape.height) * min(1.0, shape.width)
    depth = (depth * beam_along * uneven).astype(np.float32)
    rim *= weight * (depth * (shape.presence * (1.0 - 0.8 * shape.fuzz)))
    raster.cortical_mm[first:] += rim


def _draw_band(
    raster: BoneRaster,
    shape: PlateShape,
    curves: PlateCurves,
    width_mm: float,
    depth: np.ndarray,
    texture: np.ndarray,
    first: int,
) -> None:
    """Broad irregular dense band behind the contour that faces the shaft."""
    behind = (raster.v_mm[first:] - curves.closed_facing_mm) / (0.07 * width_mm)
    band = np.exp(-((behind - 0.4) ** 2)) * (1.0 + 0.35 * texture[first:])
    raster.cortical_mm[first:] += (shape.band * band * depth).astype(np.float32)
