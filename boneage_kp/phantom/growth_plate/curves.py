"""From a `PlateShape` to contours in mm: the same ones are drawn and give the labels."""

from dataclasses import dataclass

import numpy as np

from boneage_kp.phantom.growth_plate.shape import PlateShape, held, unit


@dataclass(frozen=True, eq=False)
class PlateCurves:
    """Contours of one growing end over the columns of a raster, all (1, columns) float32, mm.

    edge_mm:       the metaphysis' growing edge.
    facing_mm:     the epiphysis' contour towards the shaft, before its ends are closed.
    articular_mm:  the epiphysis' contour towards the joint, before its ends are closed.
    waist_mm:      height at which the epiphysis is widest.
    closed_facing_mm: the facing contour as drawn, closed at the sides; beyond them the open one.
    s:             place across the epiphysis, -1 and 1 at its sides.
    x:             place across the metaphysis, -1 and 1 at its corners.
    """

    edge_mm: np.ndarray
    facing_mm: np.ndarray
    articular_mm: np.ndarray
    waist_mm: np.ndarray
    closed_facing_mm: np.ndarray
    s: np.ndarray
    x: np.ndarray


def plate_curves(
    shape: PlateShape, width_mm: float, u_mm: np.ndarray, wave_phase: float
) -> PlateCurves:
    """Lay the shape over columns u.

    width_mm:    of the metaphysis on the film.
    wave_phase:  in radians, individual: where the waves of the metaphysis' edge lie.
    """
    x = u_mm / (width_mm / 2.0)
    s = (u_mm / width_mm - shape.offset) / max(shape.width / 2.0, 1e-3)
    s, x = s.astype(np.float32), x.astype(np.float32)
    edge = _edge(shape, x, wave_phase)
    facing = _facing(shape, x, s, edge)
    articular = _articular(shape, s)
    height = np.maximum(articular - facing, 0.02)
    waist = facing + shape.middle * height
    closed = waist - (waist - facing) * _closing(np.minimum(np.abs(s), 0.97), shape.square_facing)
    return PlateCurves(
        edge_mm=_in_mm(edge, width_mm),
        facing_mm=_in_mm(facing, width_mm),
        articular_mm=_in_mm(facing + height, width_mm),
        waist_mm=_in_mm(waist, width_mm),
        closed_facing_mm=_in_mm(closed, width_mm),
        s=s,
        x=x,
    )


def _in_mm(level: np.ndarray, width_mm: float) -> np.ndarray:
    return (level * width_mm).astype(np.float32)


def _edge(shape: PlateShape, x: np.ndarray, phase: float) -> np.ndarray:
    """The metaphysis' growing edge in W; 0 at the middle by construction."""
    inside = held(x, -1.0, 1.0)
    wave = np.cos(1.5 * np.pi * inside + phase) - float(np.cos(phase))
    corner = inside**2
    corner = corner * corner * corner
    edge = shape.edge_tilt * inside - shape.edge_bow * inside**2
    return edge + shape.edge_wave * wave - shape.edge_corner * corner


def _facing(shape: PlateShape, x: np.ndarray, s: np.ndarray, edge: np.ndarray) -> np.ndarray:
    within = held(s, -1.0, 1.0)
    own = -shape.facing_bow * (1.0 - within**2)
    # What it has at its middle is taken off, so that `gap` is the gap at u = 0.
    middle = min(max(-shape.offset / max(shape.width / 2.0, 1e-3), -1.0), 1.0)
    own += shape.facing_bow * (1.0 - middle**2)
    facing = shape.gap + shape.follow * edge + (1.0 - shape.follow) * own
    facing = facing + shape.facing_tilt * (within - middle)
    end = unit((np.abs(x) - 0.80) / 0.22)
    end = end * end * (3.0 - 2.0 * end)
    return facing - end * np.where(x > 0, shape.hook_radial, shape.hook_ulnar)


def _articular(shape: PlateShape, s: np.ndarray) -> np.ndarray:
    within = held(s, -1.05, 1.05)
    level = shape.gap + shape.height - shape.articular_bow * within**2
    level = level + shape.articular_tilt * within
    for bump in shape.bumps:
        level = level + bump.height * np.exp(-(((s - bump.s) / bump.half_width) ** 2))
    return level


def _closing(s_abs: np.ndarray, exponent: float) -> np.ndarray:
    """How far from the waist to the open contour the outline gets at |s|."""
    return (1.0 - s_abs**exponent) ** (1.0 / exponent)
