"""Things on the finished film: burned-in text, blocks over names, bright bars, the film's edge."""

import cv2
import numpy as np

from boneage_kp.phantom.film_parameters import Roll
from boneage_kp.phantom.lettering import (
    INITIALS,
    draw_strokes,
    fill_polygon,
    text_strokes,
    text_width,
)
from boneage_kp.phantom.placement import Scene, add_masked, box_polygon, place
from boneage_kp.schema.coords import Affine


def paint(grey: np.ndarray, mask: np.ndarray, value: float | np.ndarray) -> None:
    """Replace grey levels by `value` where a uint8 mask says so (255 = wholly), in place."""
    x, y, w, h = cv2.boundingRect(mask)
    if not (w and h):
        return
    rows, cols = slice(y, y + h), slice(x, x + w)
    weight = mask[rows, cols].astype(np.float32) / np.float32(255)
    patch = value[rows, cols] if isinstance(value, np.ndarray) else np.float32(value)
    grey[rows, cols] += (patch - grey[rows, cols]) * weight


def add_burned_text(grey: np.ndarray, scene: Scene, roll: Roll) -> list[str]:
    """Side letters, words and numbers written by the workstation; never anything that names."""
    height, width = scene.size_hw
    size = max(height, width)
    words = []
    for _ in range(1 + int(roll.rng.poisson(0.4 * roll.strength))):
        text, serif = _words(roll)
        letter_px = size * roll.log_uniform(0.012, 0.035) * min(roll.strength, 2.0) ** 0.5
        if len(text) == 1:
            letter_px *= roll.uniform(1.5, 4.0)
        half = (letter_px * text_width(text) / 2, letter_px / 2)
        centre = scene.free_spot(roll, half, 0.0, 0.05)
        if centre is None:
            continue
        squeeze = Affine.scaling(letter_px * roll.uniform(0.75, 1.1), letter_px)
        to_px = squeeze.then(Affine.translation(*(float(v) for v in centre)))
        thick = max(1.0, letter_px * roll.uniform(0.06, 0.22))
        lines = text_strokes(text, serif)
        if roll.chance(0.35):  # a dark rim, so that it can be read on bright ground
            rim = np.zeros(scene.size_hw, np.uint8)
            draw_strokes(rim, lines, to_px, thick + max(2.0, 0.1 * letter_px))
            paint(grey, rim, roll.uniform(0, 40))
        mask = np.zeros(scene.size_hw, np.uint8)
        draw_strokes(mask, lines, to_px, thick)
        paint(grey, mask, roll.uniform(170, 255) if roll.chance(0.9) else roll.uniform(0, 40))
        words.append(text)
    return words


def _words(roll: Roll) -> tuple[str, bool]:
    """(what is written, with serifs?): sides, or letters and digits that mean nothing."""
    side = "LEFT" if roll.chance(0.8) else "RIGHT"
    letters = "".join(roll.rng.choice(list(INITIALS), size=int(roll.rng.integers(2, 5))))
    digits = "".join(str(d) for d in roll.rng.integers(0, 10, size=4))
    options = (side, side[0], side[0], f"{letters}/{side}", letters, f"{digits[:2]}-{digits[2:]}")
    choice = options[int(roll.rng.integers(len(options)))]
    return choice, len(choice) == 1 and roll.chance(0.5)


def add_blocks(grey: np.ndarray, scene: Scene, roll: Roll) -> list[list[tuple[float, float]]]:
    """Black blocks over names and dates, some on the lighter label that they were to hide.

    returns:  their corners, pixels.
    """
    height, width = scene.size_hw
    polygons = []
    for _ in range(1 + int(roll.rng.poisson(1.2 * roll.strength))):
        half = (roll.log_uniform(0.02, 0.16) * width, roll.log_uniform(0.02, 0.08) * height)
        if roll.chance(0.4):
            half = (half[1], half[0])
        angle_deg = float(roll.rng.normal(0, 2)) if roll.chance(0.7) else roll.uniform(-20, 20)
        centre = scene.free_spot(roll, half, angle_deg, 0.01, inset=(0.0, 0.9))
        if centre is None:
            continue
        if roll.chance(0.35):
            _label(grey, scene, centre, half, angle_deg, roll)
        outline = box_polygon(centre, half, angle_deg)
        outline += roll.rng.normal(0, 0.012 * min(half), outline.shape)
        mask = np.zeros(scene.size_hw, np.uint8)
        fill_polygon(mask, outline)
        if roll.chance(0.15):  # half erased, the way flashed name plates look
            paint(grey, mask, grey * np.float32(roll.uniform(0.35, 0.7)))
            _faint_text(grey, scene, centre, half, roll)
        else:
            paint(grey, mask, roll.uniform(0, 22))
        polygons.append([(float(x), float(y)) for x, y in outline])
    return polygons


def _faint_text(
    grey: np.ndarray, scene: Scene, centre: np.ndarray, half: tuple[float, float], roll: Roll
) -> None:
    """Letters and digits that mean nothing, somewhat darker than the plate they stand on."""
    text = "".join(roll.rng.choice(list(INITIALS + "0123456789 "), size=10))
    upright = half[1] > half[0]
    long, short = max(half), min(half)
    letter_px = min(1.6 * long / text_width(text), 1.2 * short)
    to_px = place(centre, 90.0 if upright else 0.0, letter_px)
    mask = np.zeros(scene.size_hw, np.uint8)
    draw_strokes(mask, text_strokes(text), to_px, max(1.0, 0.12 * letter_px))
    add_masked(grey, mask, -roll.uniform(8, 40))


def _label(
    grey: np.ndarray,
    scene: Scene,
    centre: np.ndarray,
    half: tuple[float, float],
    angle_deg: float,
    roll: Roll,
) -> None:
    """A rectangle somewhat lighter or darker than its ground, larger than the block on it."""
    grown = (half[0] * roll.uniform(1.05, 1.4), half[1] * roll.uniform(1.05, 1.6))
    mask = np.zeros(scene.size_hw, np.uint8)
    fill_polygon(mask, box_polygon(centre, grown, angle_deg))
    add_masked(grey, mask, roll.uniform(-45, 45))


def add_bright_bar(grey: np.ndarray, scene: Scene, roll: Roll) -> bool:
    """A ruler with ticks, a step wedge or a plain white strip beside the hand."""
    height, width = scene.size_hw
    half = (roll.uniform(0.008, 0.02) * width, roll.uniform(0.05, 0.3) * height)
    if roll.chance(0.3):
        half = (half[1], half[0])
    angle_deg = float(roll.rng.normal(0, 3))
    centre = scene.free_spot(roll, half, angle_deg, 0.0)
    if centre is None:
        return False
    mask = np.zeros(scene.size_hw, np.uint8)
    kind = int(roll.rng.integers(3))
    to_px = place(centre, angle_deg)
    steps = (1, 12, 24)[kind]
    long = int(half[1] > half[0])
    for k in range(steps):
        low, high = (-1 + 2 * k / steps, -1 + 2 * (k + (0.35 if kind == 2 else 1)) / steps)
        corners = np.array([(low, -1), (high, -1), (high, 1), (low, 1)], float)
        corners = corners[:, ::-1] if long else corners
        value = 255 if kind != 1 else round(255 * (k + 1) / steps)
        fill_polygon(mask, to_px(corners * half), value)
    paint(grey, mask, min(255.0, roll.uniform(170, 255) * max(roll.strength, 0.7)))
    return True


def add_film_edge(grey: np.ndarray, scene: Scene, roll: Roll) -> None:
    """Where film or plate end inside the picture: bright or black fringes, lines, padding."""
    height, width = scene.size_hw
    size = max(height, width)
    x = np.arange(width, dtype=np.float32)[None, :] + np.float32(0.5)
    y = np.arange(height, dtype=np.float32)[:, None] + np.float32(0.5)
    inwards = (x, y, np.float32(width) - x, np.float32(height) - y)
    sides = roll.rng.permutation(4)[: int(roll.rng.integers(1, 5))]
    bright = roll.uniform(150, 255) if roll.chance(0.8) else roll.uniform(0, 12)
    for side in sides:
        along = (y, x)[side % 2]
        slope = np.float32(np.tan(np.radians(roll.rng.normal(0, 0.8))))
        ends_px = roll.strength * size * roll.log_uniform(0.001, 0.025)
        distance = inwards[side] - np.float32(ends_px) + slope * (along - np.float32(size / 2))
        softness = max(1.0, size * roll.log_uniform(0.0005, 0.015))
        rows, cols = _strip(side, (height, width), ends_px + softness + 0.03 * size)
        weight = np.clip(np.float32(1) - distance[rows, cols] / np.float32(softness), 0, 1)
        part = grey[rows, cols]
        part += (np.float32(bright) - part) * (weight if roll.chance(0.8) else weight * weight)


def _strip(side: int, size_hw: tuple[int, int], depth_px: float) -> tuple[slice, slice]:
    """The rows and columns within `depth_px` of a side (left, upper, right, lower)."""
    height, width = size_hw
    depth = int(np.ceil(depth_px))
    rows = (slice(None), slice(0, depth), slice(None), slice(max(0, height - depth), height))
    cols = (slice(0, depth), slice(None), slice(max(0, width - depth), width), slice(None))
    return rows[side], cols[side]
