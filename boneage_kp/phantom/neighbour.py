"""Somebody else's fingers at the border: a parent or radiographer holds the child's arm."""

import cv2
import numpy as np

from boneage_kp.phantom.film_parameters import Roll
from boneage_kp.phantom.parts import PathMaps
from boneage_kp.phantom.placement import Scene

_TRIES = 10


def add_neighbour(scene: Scene, to: PathMaps, roll: Roll) -> bool:
    """Lay one to three fingers side by side over the border; False where there was no room."""
    height, width = scene.size_hw
    for _ in range(_TRIES):
        start = scene.near_border(roll, 0.0)
        towards = np.array([width, height]) / 2 - start
        aim = np.arctan2(towards[1], towards[0]) + roll.uniform(-0.8, 0.8)
        along = np.array([np.cos(aim), np.sin(aim)])
        length = scene.mm(roll.uniform(15.0, 55.0)) * min(roll.strength, 2.0)
        tip = start + along * length
        across = np.array([-along[1], along[0]])
        half = scene.mm(9.0)
        outline = np.array([start - across * half, tip - across * half])
        outline = np.vstack([outline, tip + across * half, start + across * half])
        if scene.share_on_hand(outline) <= 0.15:
            break
    else:
        return False
    for k in range(int(roll.rng.integers(1, 4))):
        shift = across * scene.mm(16.0) * k
        _finger(to, start - along * scene.mm(30.0) + shift, tip + shift, scene, roll)
    return True


def _finger(
    to: PathMaps, start_px: np.ndarray, tip_px: np.ndarray, scene: Scene, roll: Roll
) -> None:
    """A round finger with a bone in it that narrows at joints, 24 mm apart."""
    flesh_mm, bone_mm = roll.uniform(7.0, 9.5), roll.uniform(3.8, 5.0)
    margin = scene.mm(flesh_mm) + 1
    box = np.array([np.minimum(start_px, tip_px) - margin, np.maximum(start_px, tip_px) + margin])
    height, width = scene.size_hw
    x0, y0 = np.clip(box[0], 0, (width, height)).astype(int)
    x1, y1 = np.clip(box[1], 0, (width, height)).astype(int)
    if x1 <= x0 or y1 <= y0:
        return
    x = (np.arange(x0, x1, dtype=np.float32) + 0.5 - np.float32(start_px[0]))[None, :]
    y = (np.arange(y0, y1, dtype=np.float32) + 0.5 - np.float32(start_px[1]))[:, None]
    axis = tip_px - start_px
    length = float(np.hypot(*axis))
    ax, ay = (np.float32(v / length) for v in axis)
    along = x * ax + y * ay
    inside = np.clip(along, 0.0, np.float32(length))
    spacing = np.float32(scene.spacing_mm)
    square = ((x - inside * ax) ** 2 + (y - inside * ay) ** 2) * spacing * spacing
    to.soft_mm[y0:y1, x0:x1] += 2.0 * cv2.sqrt(np.maximum(np.float32(flesh_mm**2) - square, 0))
    from_tip_mm = (np.float32(length) - along) * spacing - np.float32(4.0)
    waist = 0.8 + 0.25 * np.cos(from_tip_mm * np.float32(2 * np.pi / 24.0))
    bone = np.maximum(waist * np.float32(bone_mm), 0.1)
    bone *= (from_tip_mm > 0) & (np.mod(from_tip_mm, 24.0) > 1.2)
    shell = cv2.sqrt(np.maximum(bone**2 - square, 0))
    core = cv2.sqrt(np.maximum((bone * 0.68) ** 2 - square, 0))
    to.cortical_mm[y0:y1, x0:x1] += 2.0 * (shell - core)
    to.trabecular_mm[y0:y1, x0:x1] += 2.0 * core
