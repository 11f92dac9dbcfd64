"""The lit field: collimator blades, turned plates, second exposures, and the shutter's mask."""

from dataclasses import dataclass

import cv2
import numpy as np

from boneage_kp.phantom.film_parameters import Roll
from boneage_kp.phantom.placement import Scene

# A hand fills its box less than fully: corners are cut by this norm (1 = box, 2 = ellipse).
_ROUNDNESS = 1.25
_FAR_PX = 1e6


@dataclass(frozen=True)
class Field:
    """A turned rectangle on the film, pixels.

    reach_px:     distances from the centre to its left, upper, right and lower side.
    penumbra_px:  width over which light falls off at a side.
    leak:         share of the beam that passes outside.
    """

    centre_px: tuple[float, float]
    reach_px: tuple[float, float, float, float]
    angle_deg: float
    penumbra_px: float
    leak: float

    def distance_px(self, size_hw: tuple[int, int]) -> np.ndarray:
        """(H, W) float32 distance to the nearest side, negative inside."""
        height, width = size_hw
        c, s = (float(f(np.radians(self.angle_deg))) for f in (np.cos, np.sin))
        x = np.arange(width, dtype=np.float32)[None, :] + np.float32(0.5 - self.centre_px[0])
        y = np.arange(height, dtype=np.float32)[:, None] + np.float32(0.5 - self.centre_px[1])
        u = x * np.float32(c) + y * np.float32(s)
        v = y * np.float32(c) - x * np.float32(s)
        left, upper, right, lower = (np.float32(r) for r in self.reach_px)
        across = np.maximum(u - right, -u - left)
        return np.maximum(across, np.maximum(v - lower, -v - upper))

    def transmission(self, distance_px: np.ndarray) -> np.ndarray:
        """Share of the beam that passes: 1 inside, `leak` outside, a soft step between."""
        lit = np.clip(0.5 - distance_px / np.float32(max(self.penumbra_px, 0.7)), 0.0, 1.0)
        return lit * lit * (3.0 - 2.0 * lit) * np.float32(1.0 - self.leak) + np.float32(self.leak)


def draw_collimation(scene: Scene, roll: Roll) -> Field:
    """Blades around the hand: 1 to 4 sides on the film, nearly straight; may cut the forearm."""
    angle_deg = float(np.clip(roll.rng.normal(0, 3.0) * roll.strength, -20, 20))
    sides = roll.rng.permutation(4)[: int(roll.rng.integers(1, 5))]
    slack = [roll.log_uniform(0.02, 0.5) if side in sides else float("inf") for side in range(4)]
    return _field(scene, roll, angle_deg, slack, roll.log_uniform(0.3, 6.0))


def draw_turned_plate(scene: Scene, roll: Roll) -> Field:
    """A whole plate or field that lies turned on the film: all four sides, any small turn."""
    if roll.chance(0.75):
        angle_deg = roll.strength * float(roll.rng.normal(0, 12))
    else:
        angle_deg = roll.uniform(-45, 45)
    slack = [roll.log_uniform(0.02, 0.5) for _ in range(4)]
    return _field(scene, roll, angle_deg, slack, roll.log_uniform(0.2, 5.0))


def draw_second_field(scene: Scene, roll: Roll) -> Field:
    """Where a second exposure lit the same plate: somewhere, overlapping the first or not."""
    height, width = scene.size_hw
    centre = (roll.uniform(0.1, 0.9) * width, roll.uniform(0.1, 0.9) * height)
    half = [roll.uniform(0.25, 0.6) * max(scene.size_hw) for _ in range(4)]
    reach = (half[0], half[1], half[2], half[3])
    penumbra = scene.mm(roll.uniform(0.5, 5.0))
    return Field(centre, reach, float(roll.rng.normal(0, 8)), penumbra, 0.0)


def moved(light: np.ndarray, scene: Scene, roll: Roll) -> np.ndarray:
    """The hand's shadow after it has slipped: (H, W) float32 share of the open beam."""
    shift = roll.rng.normal(0.0, scene.mm(15.0), 2)
    height, width = light.shape
    turned = cv2.getRotationMatrix2D((width / 2, height / 2), float(roll.rng.normal(0, 6)), 1.0)
    slipped = np.column_stack([turned[:, :2], turned[:, 2] + shift])
    return cv2.warpAffine(light, slipped, (width, height), borderMode=cv2.BORDER_REPLICATE)


def _field(
    scene: Scene, roll: Roll, angle_deg: float, slack: list[float], penumbra_mm: float
) -> Field:
    """A field around the hand; `slack` is what each side leaves, as a share of the hand's size."""
    x0, y0, x1, y1 = scene.hand_box_px
    a, b = (x1 - x0) / 2, (y1 - y0) / 2
    c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    across = float(((a * abs(c)) ** _ROUNDNESS + (b * abs(s)) ** _ROUNDNESS) ** (1 / _ROUNDNESS))
    along = float(((a * abs(s)) ** _ROUNDNESS + (b * abs(c)) ** _ROUNDNESS) ** (1 / _ROUNDNESS))
    size = max(a, b)
    penumbra_px = scene.mm(penumbra_mm)
    reach = [
        min(need + share * size + penumbra_px, _FAR_PX)
        for need, share in zip((across, along, across, along), slack, strict=True)
    ]
    centre = scene.hand_centre_px
    leak = roll.log_uniform(0.02, 0.4)
    return Field(
        (float(centre[0]), float(centre[1])),
        (reach[0], reach[1], reach[2], reach[3]),
        angle_deg,
        penumbra_px,
        leak,
    )


def shut(
    grey: np.ndarray, distance_px: np.ndarray, roll: Roll, spacing_mm: float
) -> dict[str, float]:
    """Cover what lies outside the lit field, as workstations do: black, grey or white.

    grey:     (H, W) float32 grey levels, changed in place.
    returns:  the cover's grey and how far outside the field it begins.
    """
    kind = roll.rng.random()
    cover = roll.uniform(0, 14)
    if kind > 0.6:
        cover = roll.uniform(20, 150)
    if kind > 0.97:
        cover = roll.uniform(225, 255)
    begins_px = roll.uniform(0.0, 3.0) / spacing_mm if roll.chance(0.65) else 0.5
    softness_px = max(1.0, roll.log_uniform(0.2, 5.0) / spacing_mm * min(roll.strength, 2.0))
    weight = np.clip((distance_px - np.float32(begins_px)) / np.float32(softness_px), 0.0, 1.0)
    grey += (np.float32(cover) - grey) * weight
    return {"grey": cover, "begins_px": begins_px}
