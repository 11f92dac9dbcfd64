"""Side markers: lead letters on a small plastic plate, with initials, holes and bead levels."""

from dataclasses import dataclass

import numpy as np

from boneage_kp.phantom.film_parameters import Roll
from boneage_kp.phantom.lettering import (
    INITIALS,
    draw_strokes,
    fill_polygon,
    text_strokes,
    text_width,
)
from boneage_kp.phantom.placement import Scene, add_masked, place, rounded_box
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.records import Side

_HOLE = "hole"
_BEAD = "bead"
_AGREEING = 0.97  # share of markers that name the hand's own side (estimate)


@dataclass(frozen=True)
class _Item:
    """A word, hole or bead level on the plate: its middle and height in mm of the plate."""

    text: str
    xy_mm: tuple[float, float]
    height_mm: float


def add_side_marker(scene: Scene, metal: np.ndarray, roll: Roll) -> dict[str, object] | None:
    """Lay a marker beside the hand, sometimes a little over its edge or cut off by the film's.

    metal:    (H, W) float32 optical depth, added to in place.
    returns:  its letter, centre (px) and turn (degrees, clockwise); None where there was no room.
    """
    letter = _letter(scene.side, roll)
    items, half_mm, round_plate = _layout(letter, roll)
    size = roll.strength**0.5 * roll.log_uniform(0.85, 1.8)
    if roll.chance(0.05):
        size *= 1.7
    half_px = (scene.mm(half_mm[0] * size), scene.mm(half_mm[1] * size))
    angle_deg = _turn(roll)
    on_hand = 0.12 if roll.chance(0.2) else 0.02
    centre = scene.free_spot(roll, half_px, angle_deg, on_hand)
    if centre is None:
        return None
    to_px = place(centre, angle_deg, scene.mm(size))
    if roll.chance(0.1):  # lying face down
        to_px = Affine.scaling(-1.0, 1.0).then(to_px)
    _draw_plate(metal, to_px, half_mm, round_plate, items, roll)
    _draw_letters(metal, to_px, items, roll)
    return {"letter": letter, "centre_px": tuple(centre.tolist()), "turn_deg": angle_deg}


def _letter(side: Side | None, roll: Roll) -> str:
    """The hand's own side on nearly every film; people err, and films are turned over."""
    own = "L" if side == "left" else "R"
    other = "R" if side == "left" else "L"
    if side is None:
        return "L" if roll.chance(0.8) else "R"
    return own if roll.chance(_AGREEING) else other


def _turn(roll: Roll) -> float:
    kind = roll.rng.random()
    if kind < 0.6:
        return float(roll.rng.normal(0, 9))
    if kind < 0.8:
        return 90.0 * int(roll.rng.integers(4)) + float(roll.rng.normal(0, 8))
    return roll.uniform(-180, 180)


def _layout(letter: str, roll: Roll) -> tuple[list[_Item], tuple[float, float], bool]:
    """What stands on the plate and how large it is: (items, half width and height mm, round?)."""
    name = "".join(roll.rng.choice(list(INITIALS), size=int(roll.rng.integers(2, 4))))
    kind = int(roll.rng.integers(6))
    if kind == 0:
        return [_Item(letter, (0, 0), 10.0)], (6.0, 7.5), roll.chance(0.3)
    if kind == 1:  # initials in a column, sometimes over a bead level
        items = [_Item(letter, (0, -10), 8.5)]
        items += [_Item(one, (0, -1.5 + 5.6 * k), 4.2) for k, one in enumerate(name)]
        below = -1.5 + 5.6 * len(name)
        if roll.chance(0.4):
            items.append(_Item(_BEAD, (0, below + 1.5), 7.0))
        return items, (6.5, 19.0), False
    if kind == 2:  # initials beside the letter, on a disc or heart-like plate
        items = [_Item(letter, (-5, 0), 8.0), _Item(name, (4.5, 0.5), 4.0)]
        return items, (12.0, 11.0), roll.chance(0.7)
    items = [_Item(letter, (0, 0.5), roll.uniform(7.5, 10.5)), _Item(name, (0, 9.5), 4.6)]
    if kind == 3:
        items.append(_Item(_HOLE, (0, -11), 3.2))
    if kind == 4:
        items.append(_Item(_BEAD, (0, 16.5), 6.5))
    half = (7.5, 21.0 if kind == 4 else 14.5)
    return items, half, False


def _draw_plate(
    metal: np.ndarray,
    to_px: Affine,
    half_mm: tuple[float, float],
    round_plate: bool,
    items: list[_Item],
    roll: Roll,
) -> None:
    """The plastic: faint, with a rim and holes; a few plates take no part in the picture."""
    if roll.chance(0.1):
        return
    depth = roll.log_uniform(0.07, 0.45) * (-0.25 if roll.chance(0.1) else 1.0)
    mask = np.zeros(metal.shape, np.uint8)
    radius = max(half_mm) if round_plate else roll.uniform(0.2, 3.0)
    half = (max(half_mm),) * 2 if round_plate else half_mm
    heart = round_plate and roll.chance(0.4)
    outline = _heart(1.15 * half[0]) if heart else rounded_box(half, radius)
    fill_polygon(mask, to_px(outline), 255)
    if not heart and roll.chance(0.5):  # a rim
        inner = (half[0] - 0.9, half[1] - 0.9)
        fill_polygon(mask, to_px(rounded_box(inner, max(radius - 0.9, 0.2))), 190)
    for item in items:
        if item.text == _HOLE:
            slot = (3.2, 1.1) if roll.chance(0.3) else (1.6, 1.6)
            fill_polygon(mask, to_px(rounded_box(slot, 1.5) + item.xy_mm), 0)
    add_masked(metal, mask, depth)


def _draw_letters(metal: np.ndarray, to_px: Affine, items: list[_Item], roll: Roll) -> None:
    """Lead letters and beads: nearly opaque."""
    mask = np.zeros(metal.shape, np.uint8)
    square, weight = roll.chance(0.5), roll.uniform(0.12, 0.21)
    hollow = roll.chance(0.1)  # as where a system clips or wraps what is too dense for it
    for item in items:
        if item.text == _BEAD:
            _draw_bead(mask, to_px, item)
        elif item.text != _HOLE:
            squeeze = min(1.0, 9.0 / (item.height_mm * text_width(item.text)))
            lines = [s * (item.height_mm * squeeze) + item.xy_mm for s in text_strokes(item.text)]
            thick = max(1.0, weight * item.height_mm * squeeze * to_px.scale)
            draw_strokes(mask, lines, to_px, thick, 255, square)
            if hollow and thick > 4:
                draw_strokes(mask, lines, to_px, 0.55 * thick, 70, square)
    add_masked(metal, mask, roll.uniform(1.6, 5.0))


def _draw_bead(mask: np.ndarray, to_px: Affine, item: _Item) -> None:
    """A ring with a ball in it, which shows whether the plate stood or lay."""
    ring = [_circle(item.height_mm / 2, item.xy_mm)]
    draw_strokes(mask, ring, to_px, max(1.0, 0.24 * item.height_mm * to_px.scale))
    fill_polygon(mask, to_px(_circle(0.09 * item.height_mm, item.xy_mm)))


def _heart(half_width: float) -> np.ndarray:
    """(P, 2) outline of a heart-shaped plate around the origin."""
    t = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    y = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
    return np.column_stack([16 * np.sin(t) ** 3, -y]) * (half_width / 16.0)


def _circle(radius: float, centre: tuple[float, float]) -> np.ndarray:
    t = np.linspace(0, 2 * np.pi, 33)
    return np.column_stack([np.cos(t), np.sin(t)]) * radius + centre
