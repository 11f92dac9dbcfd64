"""Things in the beam beside the hand: plates, rings, bracelets, pins, casts, tubes, helpers, lead.

Each function adds to the scene's path maps in place and returns whether there was anything to add.
"""

import cv2
import numpy as np

from boneage_kp.phantom.exposure import correlated
from boneage_kp.phantom.film_parameters import Roll
from boneage_kp.phantom.lettering import draw_strokes, fill_polygon
from boneage_kp.phantom.parts import PathMaps
from boneage_kp.phantom.placement import Scene, add_masked, box_polygon, place, rounded_box
from boneage_kp.schema.coords import Affine

_STEEL_PER_MM = 2.0  # optical depth of steel, silver or gold: opaque within a millimetre or two


def add_support_plate(scene: Scene, to: PathMaps, roll: Roll) -> bool:
    """A sheet of acrylic that holds the hand still: its edges cross hand and ground."""
    height, width = scene.size_hw
    x0, y0, x1, y1 = scene.hand_box_px
    centre = scene.hand_centre_px + (roll.uniform(-0.5, 0.5) * (x1 - x0), 0.0)
    centre += (0.0, roll.uniform(-0.5, 0.5) * (y1 - y0))
    half = (roll.uniform(0.25, 0.6) * max(height, width), roll.uniform(0.15, 0.4) * (y1 - y0))
    if roll.chance(0.4):
        half = (half[1], half[0])
    outline = rounded_box(half, scene.mm(roll.uniform(0.0, 8.0)))
    angle_deg = float(roll.rng.normal(0, 6)) if roll.chance(0.7) else roll.uniform(-45, 45)
    mask = np.zeros(scene.size_hw, np.uint8)
    fill_polygon(mask, place(centre, angle_deg)(outline))
    add_masked(to.soft_mm, mask, roll.strength * roll.uniform(1.0, 6.0))
    return True


def add_ring(scene: Scene, to: PathMaps, roll: Roll) -> bool:
    """A ring across a finger's shaft."""
    found = scene.finger_spot(roll)
    if found is None:
        return False
    centre, along, width_px = found
    angle_deg = float(np.degrees(np.arctan2(along[1], along[0])))
    thick = scene.mm(roll.uniform(1.5, 5.0) * roll.strength**0.5)
    _band(to.metal, centre, (thick / 2, width_px / 2), angle_deg, roll.uniform(0.8, 3.5))
    return True


def _band(
    metal: np.ndarray,
    centre_px: np.ndarray,
    half_wh_px: tuple[float, float],
    angle_deg: float,
    depth: float,
) -> None:
    """A hoop seen from the side: denser at both ends, where the ray runs along the metal."""
    mask = np.zeros(metal.shape, np.uint8)
    fill_polygon(mask, box_polygon(centre_px, half_wh_px, angle_deg), 140)
    for side in (-1.0, 1.0):
        end = place(centre_px, angle_deg)(np.array([0.0, side * half_wh_px[1] * 0.9]))
        fill_polygon(mask, box_polygon(end, (half_wh_px[0], half_wh_px[1] * 0.1), angle_deg), 255)
    add_masked(metal, mask, depth)


def add_bracelet(scene: Scene, to: PathMaps, roll: Roll) -> bool:
    """A chain, band or row of beads across the forearm, near where it leaves the film."""
    if scene.forearm_exit is None:
        return False
    leaves, inwards = scene.forearm_exit
    at_px = leaves + inwards * scene.mm(roll.uniform(6.0, 22.0))
    centre, _, _ = scene.limb_axis(at_px, scene.mm(12.0))
    angle_deg = float(np.degrees(np.arctan2(inwards[1], inwards[0])))
    half_px = scene.mm(roll.uniform(22.0, 34.0))
    depth = roll.strength * roll.uniform(0.5, 3.0)
    if roll.chance(0.5):
        _band(to.metal, centre, (scene.mm(roll.uniform(0.8, 4.0)), half_px), angle_deg, depth)
        return True
    mask = np.zeros(scene.size_hw, np.uint8)
    bow, gap = roll.uniform(-0.25, 0.25), scene.mm(roll.uniform(3.0, 6.0))
    for t in np.arange(-half_px, half_px, gap):
        bead = place(centre, angle_deg)(np.array([bow * (half_px - t * t / half_px), t]))
        fill_polygon(mask, place(bead, 0.0)(rounded_box((gap * 0.42,) * 2, gap)))
    add_masked(to.metal, mask, depth)
    return True


def add_pins(scene: Scene, to: PathMaps, roll: Roll) -> bool:
    """One to three wires or screws through a bone."""
    at_px = scene.bone_spot(roll)
    if at_px is None:
        return False
    _, along, _ = scene.limb_axis(at_px, scene.mm(9.0))
    turn = float(np.degrees(np.arctan2(along[1], along[0])))
    mask = np.zeros(scene.size_hw, np.uint8)
    thick_mm = roll.uniform(1.0, 2.2) * roll.strength**0.5
    for _ in range(int(roll.rng.integers(1, 4))):
        centre = at_px + roll.rng.normal(0, scene.mm(3.0), 2)
        to_px = place(centre, turn + float(roll.rng.normal(0, 25)), scene.mm(1.0))
        _draw_pin(mask, to_px, roll, thick_mm)
    add_masked(to.metal, mask, _STEEL_PER_MM * thick_mm)
    return True


def _draw_pin(mask: np.ndarray, to_px: Affine, roll: Roll, thick_mm: float) -> None:
    """A straight wire, sometimes bent at its end; or a screw with thread and head (mm frame)."""
    half = roll.uniform(8.0, 28.0)
    width_px = thick_mm * to_px.scale
    if roll.chance(0.6):
        line = [(-half, 0.0), (half, 0.0)]
        if roll.chance(0.5):
            line.append((half + 2.0, -4.0))
        draw_strokes(mask, [np.array(line)], to_px, width_px)
        return
    along = np.linspace(-half * 0.6, half * 0.6, 60)
    thread = 0.7 * thick_mm * (1.0 + 0.35 * np.sign(np.sin(along * 2 * np.pi / 1.2)))
    outline = np.vstack([np.column_stack([along, thread]), np.column_stack([along, -thread])[::-1]])
    fill_polygon(mask, to_px(outline))
    fill_polygon(mask, to_px(rounded_box((1.0, 2.0 * thick_mm), 0.6) + (-half * 0.6, 0.0)))


def add_cast(scene: Scene, to: PathMaps, roll: Roll) -> bool:
    """Plaster or fibre around forearm and palm: a soft cover with weave and a rough edge."""
    if scene.forearm_exit is None:
        return False
    leaves, inwards = scene.forearm_exit
    length = scene.mm(roll.uniform(25.0, 110.0))
    around = max(1, round(scene.mm(roll.uniform(3.0, 8.0)) / scene.step_px))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * around + 1,) * 2)
    coarse = cv2.dilate(scene.occupied, kernel).astype(np.float32)
    rows, cols = np.indices(coarse.shape, dtype=np.float32)
    along = (cols * scene.step_px - leaves[0]) * inwards[0]
    along += (rows * scene.step_px - leaves[1]) * inwards[1]
    coarse *= along < length
    height, width = scene.size_hw
    cover = cv2.resize(cv2.GaussianBlur(coarse, (0, 0), 1.0), (width, height))
    coarse_noise = roll.rng.standard_normal((-(-height // 4), -(-width // 4)), dtype=np.float32)
    texture = cv2.resize(correlated(coarse_noise, 0.8), (width, height))
    period = scene.mm(roll.uniform(2.0, 4.0))
    x = np.sin(np.arange(width, dtype=np.float32) * np.float32(2 * np.pi / period))
    y = np.sin(np.arange(height, dtype=np.float32) * np.float32(2 * np.pi / period))
    weave = 1.0 + np.float32(0.12) * texture + np.float32(0.2) * x[None, :] * y[:, None]
    to.soft_mm[...] += cover * weave * np.float32(roll.strength * roll.uniform(4.0, 14.0))
    return True


def add_tubing(scene: Scene, to: PathMaps, roll: Roll) -> bool:
    """An infusion line: a curve with two faint walls, from the back of the hand to the border."""
    height, width = scene.size_hw
    x0, y0, x1, y1 = scene.hand_box_px
    start = np.array([roll.uniform(x0, x1), roll.uniform(y0 + 0.5 * (y1 - y0), y1)])
    end = scene.near_border(roll, 0.0)
    bend = np.array([roll.uniform(0, width), roll.uniform(0, height)])
    t = np.linspace(0, 1, 40)[:, None]
    curve = (1 - t) ** 2 * start + 2 * t * (1 - t) * bend + t**2 * end
    outer = max(2.0, scene.mm(roll.uniform(2.0, 3.6)))
    mask = np.zeros(scene.size_hw, np.uint8)
    whole = place(np.zeros(2), 0.0)
    draw_strokes(mask, [curve], whole, outer, 255)
    draw_strokes(mask, [curve], whole, max(1.0, outer * 0.55), 110)
    draw_strokes(mask, [curve[:3]], whole, outer * 1.8, 255)
    add_masked(to.metal, mask, roll.strength * roll.uniform(0.06, 0.4))
    return True


def add_lead(scene: Scene, to: PathMaps, roll: Roll) -> bool:
    """The edge of an apron or glove that hangs into the field: opaque, with a wavy border."""
    height, width = scene.size_hw
    reach = max(height, width)
    start = scene.near_border(roll, roll.uniform(0.0, 0.06) * reach)
    outwards = start - scene.hand_centre_px
    angle_deg = float(np.degrees(np.arctan2(outwards[1], outwards[0]))) - 90.0
    x = np.linspace(-1.5, 1.5, 40) * reach
    phase, bow = roll.uniform(0, 6.3), 0.02 * reach
    edge = bow * np.sin(x * roll.uniform(3.0, 9.0) / reach + phase)
    outline = np.vstack([np.column_stack([x, edge]), [(1.5 * reach, 2 * reach)]])
    outline = np.vstack([outline, [(-1.5 * reach, 2 * reach)]])
    polygon = place(start, angle_deg)(outline)
    if scene.share_on_hand(polygon) > 0.06:
        return False
    mask = np.zeros(scene.size_hw, np.uint8)
    fill_polygon(mask, polygon)
    add_masked(to.metal, mask, roll.strength * roll.uniform(1.5, 4.0))
    return True
