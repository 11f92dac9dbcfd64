"""Closing plates: where across its width a plate is bridged, and what fills the gap."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from boneage_kp.phantom.bone_raster import BoneRaster
from boneage_kp.phantom.growth_plate.curves import PlateCurves
from boneage_kp.phantom.growth_plate.shape import PlateShape, held, spongy_share, unit

# Spread of what belongs to one bone alone: how the end is seen, how even and how wide its gap is,
# whether it is seen closed in places, whether the first centre is several specks. Density, grain,
# lines and growth lines are mostly a matter of the person, whose traits go before these; from bone
# to bone they differ less.
OWN_TRAITS: Mapping[str, float] = {
    "plate_view": 1.0,
    "lean": 1.0,
    "specks": 1.0,
    "density": 0.5,
    "grain": 0.5,
    "lines": 0.5,
    "growth_lines": 0.5,
    "gap_here": 1.0,
    "touching": 1.0,
}

_WAVES = np.array([1.7, 2.9, 4.7, 7.9], np.float32)
_WALL_MM = 0.24
_BORDER_X = 0.12  # a bridge thickens over this much of the half-width


@dataclass(frozen=True, eq=False)
class PlateNoise:
    """What is individual about one plate; drawn once, so that it stays while the bone matures.

    phases:  (8,) float in [0, 2 pi).
    texture_offset: where this bone's spongy texture is cut from the tile, in [0, 1).
    traits:  variations of this one bone, about N(0, 1), by the names in `OWN_TRAITS`.
    """

    phases: np.ndarray
    texture_offset: tuple[float, float]
    traits: Mapping[str, float]

    @classmethod
    def draw(cls, rng: np.random.Generator) -> "PlateNoise":
        """Always takes the same count of numbers from `rng`, whatever the maturity."""
        values = rng.random(10)
        normal = rng.standard_normal(len(OWN_TRAITS)).tolist()
        own = {n: sd * z for (n, sd), z in zip(OWN_TRAITS.items(), normal, strict=True)}
        return cls(values[:8] * 2 * np.pi, (float(values[8]), float(values[9])), own)


def bridged_share(shape: PlateShape, x: np.ndarray, noise: PlateNoise) -> np.ndarray:
    """How far the plate is bridged at each place across, (1, columns) float32 in [0, 1].

    Of the metaphysis' width, the share `shape.bridging` is bridged, with an irregular border.
    """
    if shape.bridging <= 0.0:
        return np.zeros_like(x)
    inside = np.abs(x) <= 1.0
    order = 0.7 * np.abs(x - shape.bridging_from)
    for wave, phase in zip(_WAVES, noise.phases[:4], strict=True):
        order = order + (1.1 / wave**1.25) * np.sin(wave * x + np.float32(phase))
    limit = np.quantile(order[inside], shape.bridging)
    share = unit((limit - order) / _BORDER_X + 0.5)
    # The border's softness must not leave the last bridge half open.
    closing = min(max((shape.bridging - 0.85) / 0.15, 0.0), 1.0)
    opening = min(shape.bridging / 0.05, 1.0)
    return (opening * (share + (1.0 - share) * closing)).astype(np.float32)


def fill_gap(
    raster: BoneRaster,
    shape: PlateShape,
    curves: PlateCurves,
    width_mm: float,
    depth_mm: float,
    bridge: np.ndarray,
    noise: PlateNoise,
    texture: np.ndarray,
) -> np.ndarray:
    """Draw what lies in the gap: rims overlapping it, bridges, and the scar.

    bridge:   (1, columns), `bridged_share`.
    texture:  (rows, columns) of the whole raster, mean 0.
    returns:  (rows, columns) bool, the gap or what is left of it.
    """
    gap = np.zeros(raster.cortical_mm.shape, bool)
    low = float(curves.edge_mm.min()) - 1.0
    high = float(curves.closed_facing_mm.max()) + 1.0
    rows = slice(raster.rows_from(low).start, raster.rows_from(high).start)
    v, p = raster.v_mm[rows], np.float32(raster.pitch_mm)
    half = 0.5 * width_mm * min(1.0 + (shape.width - 1.0) * min(shape.bridging, 1.0), 1.1)
    reach = unit((half - np.abs(raster.u_mm)) / (0.04 * width_mm) + 0.2)
    over = unit((1.0 - np.abs(curves.s)) / 0.05)
    depth = depth_mm * np.sqrt(held(1.0 - 0.9 * curves.x**4, 0.12, 1.0)) * reach * over
    inside = unit((v - curves.edge_mm) / p + 0.5)
    inside = inside * unit((curves.closed_facing_mm - v) / p + 0.5)
    # Rims overlap the gap only where both bones face each other broadly.
    sides = unit((1.0 - np.abs(curves.s)) / 0.35)
    rims = shape.overlap * min(max((shape.width - 0.5) / 0.4, 0.0), 1.0) * sides
    rims = rims + shape.overlap_middle * np.exp(-((curves.x / 0.38) ** 6))
    rims = rims + shape.touching * sides * _patches(curves.x, noise)
    rims = np.minimum(rims, 0.9)
    filled = inside * (rims + (1.0 - rims) * bridge) * depth
    raster.displaced_mm[rows] += filled
    raster.trabecular_mm[rows] += (
        filled * spongy_share(shape.density) * (1.0 + 0.15 * texture[rows])
    )
    if shape.near_rim_share > 0.0:
        level = curves.edge_mm + width_mm * shape.near_rim * unit(1.0 - curves.x**2)
        over_gap = unit((v - curves.edge_mm) / p + 0.5)
        over_gap = over_gap * unit((level - v) / p + 0.5)
        rim = 1.5 * depth_mm * np.sqrt(unit(1.0 - curves.x**2))
        lying_over = over_gap * (shape.near_rim_share * rim)
        raster.displaced_mm[rows] += 0.7 * lying_over
        raster.trabecular_mm[rows] += lying_over
    if shape.scar > 0.0:
        _draw_scar(raster, rows, shape, curves, depth * bridge, noise)
    gap[rows] = _between(curves, v, p, np.float32(shape.gap * width_mm))
    return gap


def _patches(x: np.ndarray, noise: PlateNoise) -> np.ndarray:
    """Where an uneven plate is seen closed, (1, columns) in [0, 1]."""
    wave = np.sin(3.4 * x + np.float32(noise.phases[6]))
    wave = wave + 0.6 * np.sin(6.7 * x + np.float32(noise.phases[7]))
    return unit(wave - 0.3)


def _between(
    curves: PlateCurves, v: np.ndarray, pitch_mm: np.float32, gap_mm: np.float32
) -> np.ndarray:
    """Mask of the plate's bed; beside a narrow epiphysis it is as thick as in the middle."""
    thick = curves.closed_facing_mm - curves.edge_mm
    thick = np.where(np.abs(curves.s) <= 0.97, thick, np.minimum(thick, gap_mm))
    thick = np.maximum(thick, 2.0 * pitch_mm)
    off = np.abs(v - curves.edge_mm - 0.5 * thick)
    return (off <= 0.5 * thick) & (np.abs(curves.x) <= 1.0)


def close_sides(
    raster: BoneRaster,
    shape: PlateShape,
    curves: PlateCurves,
    width_mm: float,
    depth_mm: float,
    texture: np.ndarray,
) -> None:
    """Once joined, one smooth wall runs from the shaft over the plate to the epiphysis."""
    joined = min(max((shape.bridging - 0.6) / 0.4, 0.0), 1.0)
    if joined <= 0.0:
        return
    low, high = (
        -(0.05 + shape.edge_bow + shape.edge_corner) * width_mm,
        min(0.5 * shape.height, 0.34) * width_mm,
    )
    rows = slice(raster.rows_from(low).start, raster.rows_from(high).start)
    v = raster.v_mm[rows]
    up = unit((v - low) / (high - low))
    half = 0.5 * width_mm * (1.0 + (shape.width - 1.0) * up * up * (3.0 - 2.0 * up))
    off = raster.u_mm - np.float32(width_mm * shape.offset) * up
    outer = _section(off, half, depth_mm)
    inner = _section(off, half - _WALL_MM, depth_mm - 2 * _WALL_MM)
    # Fades in and out along the bone, so that it leaves no step on either side.
    weight = joined * np.minimum(unit(3.0 * up), unit(1.3 * (1.0 - up)))
    wall, spongy = (
        (outer - inner) * weight,
        inner * (spongy_share(shape.density) * weight) * (1.0 + 0.16 * texture[rows]),
    )
    np.maximum(raster.cortical_mm[rows], wall, out=raster.cortical_mm[rows])
    np.maximum(raster.trabecular_mm[rows], spongy, out=raster.trabecular_mm[rows])
    displaced = raster.displaced_mm[rows]
    np.maximum(displaced, outer * weight, out=displaced)


def _section(off: np.ndarray, half: np.ndarray, depth_mm: float) -> np.ndarray:
    q = (off / half) ** 2
    return depth_mm * np.sqrt(unit(1.0 - q * (0.25 + 0.75 * q)))


def _draw_scar(
    raster: BoneRaster,
    rows: slice,
    shape: PlateShape,
    curves: PlateCurves,
    depth_mm: np.ndarray,
    noise: PlateNoise,
) -> None:
    """The dense line left where both sides met: thin, wavy, in pieces, gone first at the sides."""
    x, phases = curves.x, noise.phases
    thick = 0.5 * (curves.closed_facing_mm - curves.edge_mm)
    wave = 0.6 * np.sin(4.3 * x + phases[4]) + 0.4 * np.sin(9.1 * x + phases[7])
    middle = curves.edge_mm + thick * (1.0 + 0.6 * wave)
    pieces = 0.55 + 0.3 * np.sin(5.3 * x + phases[5]) + 0.25 * np.sin(11.0 * x + phases[6])
    pieces = unit(pieces)
    centre = 0.35 * np.sin(phases[5])
    sides = unit((0.95 - np.abs(x - 0.5 * centre)) / 0.45)
    sigma = max(0.19, 0.8 * raster.pitch_mm)
    line = np.exp(-(((raster.v_mm[rows] - middle) / sigma) ** 2))
    weight = shape.scar * pieces * sides * depth_mm
    raster.cortical_mm[rows] += (line * weight).astype(np.float32)
