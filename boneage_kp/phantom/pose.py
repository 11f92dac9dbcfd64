"""How a hand lies: the angles of its joints, drawn once per film.

Angles are degrees in the hand's frame (a left hand, palm down: x towards the thumb, y along
metacarpal III towards the finger tips), positive towards the thumb.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from boneage_kp.phantom.film_parameters import Roll

FINGERS = (2, 3, 4, 5)
# Axes of the metacarpals from metacarpal III at a breadth of 0.463 hand lengths. Buchholz 1992 has
# 8.9, 0, -6.1, -15.7 in the relaxed hand; pressed flat on a plate the mobile ulnar rays (and the
# index) open further, as the transverse arch goes (estimate).
FAN_DEG: Mapping[int, float] = {2: 12.5, 3: 0.0, 4: -10.0, 5: -22.5}
# A relaxed hand's fingers spread a little less than its metacarpals (TW2 posture; estimate).
_FINGER_DEG: Mapping[int, float] = {2: 9.0, 3: 0.5, 4: -7.0, 5: -16.0}
_SPLAY_DEG: Mapping[int, float] = {2: 6.5, 3: 0.5, 4: -6.0, 5: -15.0}
# 6,236 fingers, 0-19 y (J Hand Surg Eur 2021): mean and SD, here positive towards the thumb.
_PIP_DEG: Mapping[int, tuple[float, float]] = {
    2: (-2.5, 1.7),
    3: (-1.7, 1.5),
    4: (1.3, 1.8),
    5: (2.0, 2.8),
}
_DIP_DEG: Mapping[int, tuple[float, float]] = {
    2: (-2.5, 1.7),
    3: (-2.1, 1.7),
    4: (2.1, 1.7),
    5: (5.1, 2.8),
}
_THUMB_DEG = (38.0, 8.5)
_THUMB_RANGE_DEG = (20.0, 60.0)


@dataclass(frozen=True)
class Digit:
    """One ray. Angles of its axes from metacarpal III; flexion of each segment out of the film.

    axes_deg:     metacarpal, proximal, (middle,) distal.
    flexion_deg:  same order; 0 lies flat.
    """

    axes_deg: tuple[float, ...]
    flexion_deg: tuple[float, ...]


@dataclass(frozen=True)
class Pose:
    """Everything about how the hand lies, before it is put on a film.

    thumb_roll_deg: by how much the first ray is turned about its own axis: seen obliquely.
    wrist_deg:      the forearm's axis against metacarpal III; positive: radial deviation.
    tilt_deg, tilt_axis_deg:  the hand's plane against the film.
    over:           digits that lie over their neighbours, by ray.
    """

    digits: Mapping[int, Digit]
    thumb_roll_deg: float = 35.0
    wrist_deg: float = 0.0
    tilt_deg: float = 0.0
    tilt_axis_deg: float = 0.0
    over: frozenset[int] = field(default_factory=frozenset)


def draw_pose(rolls: Mapping[str, Roll]) -> Pose:
    """A pose from the nuisances that this hand has; none gives the neutral pose."""
    splay = _normal(rolls, "splay", 0.85, 0.85, (-0.5, 2.6), absent=0.6)
    digits = {ray: _finger(ray, splay, rolls) for ray in FINGERS}
    digits[1] = _thumb(rolls)
    over: set[int] = set()
    if "bent_finger" in rolls:
        roll = rolls["bent_finger"]
        ray = int(roll.rng.integers(2, 6))
        digits[ray] = _bent(digits[ray], roll)
    if "overlap" in rolls:
        roll = rolls["overlap"]
        ray = int(roll.rng.integers(2, 5))
        digits[ray + 1] = _pushed(digits[ray + 1], digits[ray], roll)
        over.add(ray + 1)
    axis = rolls["tilt"].uniform(0.0, 180.0) if "tilt" in rolls else 0.0
    return Pose(
        digits=digits,
        thumb_roll_deg=_normal(rolls, "thumb", 38.0, 9.0, (20.0, 60.0), absent=38.0),
        wrist_deg=_normal(rolls, "wrist", -2.0, 6.0, (-22.0, 18.0), absent=0.0),
        tilt_deg=abs(_normal(rolls, "tilt", 0.0, 6.0, (-18.0, 18.0), absent=0.0)),
        tilt_axis_deg=axis,
        over=frozenset(over),
    )


def _normal(
    rolls: Mapping[str, Roll],
    name: str,
    mean: float,
    sd: float,
    limits: tuple[float, float],
    absent: float,
) -> float:
    """A nuisance's next normal number; its strength scales the spread."""
    if name not in rolls:
        return absent
    roll = rolls[name]
    return float(np.clip(mean + roll.strength * sd * roll.rng.standard_normal(), *limits))


def _finger(ray: int, splay: float, rolls: Mapping[str, Roll]) -> Digit:
    fan = FAN_DEG[ray] + _normal(rolls, "joint_angles", 0.0, 2.0, (-7, 7), 0.0)
    own = _normal(rolls, "splay", 0.0, 2.5, (-9, 9), 0.0)
    proximal = _FINGER_DEG[ray] + splay * _SPLAY_DEG[ray] + own
    middle = proximal + _normal(rolls, "joint_angles", *_PIP_DEG[ray], (-9, 9), _PIP_DEG[ray][0])
    distal = middle + _normal(rolls, "joint_angles", *_DIP_DEG[ray], (-10, 12), _DIP_DEG[ray][0])
    flexion = [abs(_normal(rolls, "flexion", 0.0, sd, (-38, 38), 0.0)) for sd in (9, 13, 13)]
    return Digit((fan, proximal, middle, distal), (0.0, *flexion))


def _thumb(rolls: Mapping[str, Roll]) -> Digit:
    metacarpal = _normal(rolls, "thumb", *_THUMB_DEG, _THUMB_RANGE_DEG, _THUMB_DEG[0])
    proximal = metacarpal + _normal(rolls, "thumb", -8.0, 7.5, (-28, 14), -8.0)
    distal = proximal + _normal(rolls, "thumb", 3.0, 5.0, (-14, 22), 3.0)
    flexion = [abs(_normal(rolls, "flexion", 0.0, sd, (-40, 40), 0.0)) for sd in (12, 12, 14)]
    return Digit((metacarpal, proximal, distal), tuple(flexion))


def _bent(digit: Digit, roll: Roll) -> Digit:
    """A finger bent at its middle joint, sometimes at the last one, too."""
    bend = min(78.0, roll.uniform(30.0, 62.0) * roll.strength)
    last = min(85.0, bend + roll.uniform(-10.0, 25.0))
    return Digit(digit.axes_deg, (0.0, 0.35 * bend, bend, last))


def _pushed(digit: Digit, neighbour: Digit, roll: Roll) -> Digit:
    """A finger laid against or over the neighbour on the thumb's side."""
    over = roll.uniform(0.0, 18.0) * min(roll.strength, 1.5)
    shift = neighbour.axes_deg[1] + over - 3.0 - digit.axes_deg[1]
    moved = tuple(a + (shift if i else 0.0) for i, a in enumerate(digit.axes_deg))
    return Digit(moved, digit.flexion_deg)
