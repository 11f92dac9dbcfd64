"""Where the hand lies on the film: side, turn, size, place, and what is cut off."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from boneage_kp.phantom.film_parameters import Roll
from boneage_kp.phantom.layout_mm import LaidHand
from boneage_kp.phantom.soft_pieces import finger_radius_mm, forearm_pieces, palm_pieces, tip_mm
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.records import Side

_FILL = 0.88
_ASPECT = 0.78
_FOREARM_SHARE = 0.24
_ELBOW_OVER_LENGTH = 1.15
WIDEST_PLATE_MM = 600.0


@dataclass(frozen=True, eq=False)
class Framing:
    """The film's frame.

    hand_box_px:  (x0, y0, x1, y1) around the hand and the forearm meant to be seen, on the film.
    """

    size_hw: tuple[int, int]
    hand_to_film: Affine
    spacing_mm: float
    side: Side
    turn_deg: float
    hand_box_px: tuple[float, float, float, float]


def frame_hand(hand: LaidHand, size_px: int, rolls: Mapping[str, Roll]) -> Framing:
    """Put a hand on a film whose longer side has `size_px` pixels."""
    mirrored = "right_hand" in rolls
    turn = _turn_deg(rolls)
    size_hw = _film_size(size_px, turn, rolls)
    forearm = _FOREARM_SHARE
    if "forearm_length" in rolls:
        forearm = float(np.clip(rolls["forearm_length"].uniform(0.1, 0.42), 0.05, 0.8))
    small = rolls.get("small_hand")
    if small:
        forearm *= 1.5
    flat = _tilt(hand.pose.tilt_deg, hand.pose.tilt_axis_deg)
    upright = flat.then(Affine.scaling(-1.0 if mirrored else 1.0, -1.0))
    turned = upright.then(Affine.rotation(turn))
    outline = turned(_outline_mm(hand, forearm))
    low, high = outline.min(axis=0), outline.max(axis=0)
    scale = _fill(rolls, small) * min(size_hw[1] / (high - low)[0], size_hw[0] / (high - low)[1])
    # No plate is wider than 600 mm, however few pixels a small hand is drawn on.
    scale = max(scale, max(size_hw) / WIDEST_PLATE_MM)
    place = _place(hand, turned, scale, (low, high), size_hw, rolls)
    to_film = turned.then(Affine.scaling(scale)).then(Affine.translation(*place))
    box = np.concatenate([scale * low + place, scale * high + place])
    limits = np.array([size_hw[1], size_hw[0]] * 2, float)
    box = np.clip(box, 0.0, limits)
    return Framing(
        size_hw=size_hw,
        hand_to_film=to_film,
        spacing_mm=float(1.0 / scale),
        side="right" if mirrored else "left",
        turn_deg=turn,
        hand_box_px=(float(box[0]), float(box[1]), float(box[2]), float(box[3])),
    )


def _turn_deg(rolls: Mapping[str, Roll]) -> float:
    turn = 0.0
    if "turn" in rolls:
        roll = rolls["turn"]
        sd = 20.0 if roll.chance(0.05) else 6.0
        turn = float(np.clip(roll.strength * sd * roll.rng.standard_normal(), -60, 60))
    if "any_turn" in rolls:
        roll = rolls["any_turn"]
        turn = roll.uniform(-180.0, 180.0) * min(roll.strength, 1.0)
    return turn


def _film_size(size_px: int, turn_deg: float, rolls: Mapping[str, Roll]) -> tuple[int, int]:
    """(height, width): portrait, unless the hand lies across."""
    aspect = _ASPECT
    if "aspect" in rolls:
        aspect = float(np.clip(rolls["aspect"].rng.normal(0.79, 0.09), 0.6, 1.0))
    short = max(64, round(size_px * aspect))
    across = abs(np.sin(np.radians(turn_deg))) > np.sqrt(0.5)
    return (short, size_px) if across else (size_px, short)


def _tilt(tilt_deg: float, axis_deg: float) -> Affine:
    """Projection of a plane that is tilted about an axis in it."""
    there = Affine.rotation(-axis_deg)
    narrowed = Affine.scaling(1.0, float(np.cos(np.radians(tilt_deg))))
    return there.then(narrowed).then(there.inverse())


def _outline_mm(hand: LaidHand, forearm_share: float) -> np.ndarray:
    """(N, 2) points round hand, wrist and the piece of forearm meant to be seen."""
    points = []
    for ray in (1, 2, 3, 4, 5):
        tip, r = tip_mm(hand, ray), finger_radius_mm(hand, ray)
        along = hand.bones[f"dp{ray}"].along
        across = np.array([along[1], -along[0]])
        points += [tip, tip - along * r + across * r, tip - along * r - across * r]
        points.append(hand.bones[f"mc{ray}"].end_mm)
    wrist = forearm_pieces(hand)[0].links[0]
    points += list(palm_pieces(hand)[0].points_mm)
    middle, half = wrist.b_mm, wrist.radius_mm[1]
    down = hand.forearm_along
    across = np.array([-down[1], down[0]])
    end = middle + down * (forearm_share - 0.05) * hand.anatomy.hand_length_mm
    points += [end + across * half, end - across * half]
    return np.array(points)


def _fill(rolls: Mapping[str, Roll], small: Roll | None) -> float:
    """Share of the film that the hand's box takes, along the tighter side."""
    if small:
        return float(np.clip(1.0 - small.strength * small.uniform(0.25, 0.55), 0.36, 0.95))
    if "size_on_film" not in rolls:
        return _FILL
    roll = rolls["size_on_film"]
    return float(np.clip(_FILL + roll.strength * roll.uniform(-0.22, 0.1), 0.35, 0.98))


def _place(
    hand: LaidHand,
    turned: Affine,
    scale: float,
    box_mm: tuple[np.ndarray, np.ndarray],
    size_hw: tuple[int, int],
    rolls: Mapping[str, Roll],
) -> np.ndarray:
    """Film position (x, y) px of the hand frame's origin."""
    low, high = scale * box_mm[0], scale * box_mm[1]
    film = np.array([size_hw[1], size_hw[0]], float)
    slack = np.maximum(film - (high - low), 0.0)
    share = np.array([0.5, 0.5])
    if "off_centre" in rolls:
        roll = rolls["off_centre"]
        spread = 0.5 * min(roll.strength, 1.0)
        share = share + roll.rng.uniform(-spread, spread, 2)
    down = turned.matrix[:, :2] @ hand.forearm_along
    down = down / float(np.hypot(*down))
    # The forearm leaves the film before the elbow: push the hand towards that border.
    axis = int(np.argmax(np.abs(down)))
    room = _ELBOW_OVER_LENGTH * hand.anatomy.hand_length_mm * scale * 0.6
    most = min(1.0, room / max(float(slack[axis]), 1e-6)) * 0.9
    away = share[axis] if down[axis] < 0 else 1.0 - share[axis]
    share[axis] = away * most if down[axis] < 0 else 1.0 - away * most
    place = share * slack - low
    return place + _cropping(hand, down, scale, (low + place, high + place), film, rolls)


def _cropping(
    hand: LaidHand,
    down: np.ndarray,
    scale: float,
    box_px: tuple[np.ndarray, np.ndarray],
    film_px: np.ndarray,
    rolls: Mapping[str, Roll],
) -> np.ndarray:
    """Shift (px) that loses finger tips or the wrist over the border they point to."""
    if "cropped_tips" in rolls:
        roll, towards, reach = rolls["cropped_tips"], -down, (0.03, 0.26)
    elif "cropped_wrist" in rolls:
        roll, towards, reach = rolls["cropped_wrist"], down, (0.2, 0.65)
    else:
        return np.zeros(2)
    axis = int(np.argmax(np.abs(towards)))
    sign = float(np.sign(towards[axis]))
    edge, border = (box_px[1][axis], film_px[axis]) if sign > 0 else (box_px[0][axis], 0.0)
    over = hand.anatomy.hand_length_mm * scale * roll.uniform(*reach) * min(roll.strength, 1.5)
    shift = np.zeros(2)
    shift[axis] = border - edge + sign * over
    return shift
