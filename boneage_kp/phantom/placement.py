"""`Scene`: where the hand lies on a film, and where there is room beside it."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from boneage_kp.phantom.film_parameters import Roll
from boneage_kp.phantom.lettering import fill_polygon
from boneage_kp.phantom.parts import PathMaps
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.records import Side

_TISSUE_MM = 1.0  # less soft tissue than this on the ray counts as beside the hand
_FINGER_MM = 18.5  # wider pieces of limb are palm or forearm, or fingers that touch
_FINGER_REACH_MM = 13.0


@dataclass(frozen=True, eq=False)
class Scene:
    """A film before anything is put on it.

    paths:        the hand alone.
    hand_box_px:  (x0, y0, x1, y1) around the hand, pixels.
    side:         of the hand, where known.
    """

    paths: PathMaps
    spacing_mm: float
    hand_box_px: tuple[float, float, float, float]
    side: Side | None = None

    @property
    def size_hw(self) -> tuple[int, int]:
        height, width = self.paths.soft_mm.shape
        return height, width

    @property
    def hand_centre_px(self) -> np.ndarray:
        x0, y0, x1, y1 = self.hand_box_px
        return np.array([(x0 + x1) / 2, (y0 + y1) / 2])

    def mm(self, length_mm: float) -> float:
        """Millimetres to pixels."""
        return length_mm / self.spacing_mm

    @cached_property
    def step_px(self) -> int:
        """Edge of a cell of the coarse map."""
        return max(1, max(self.size_hw) // 128)

    @cached_property
    def occupied(self) -> np.ndarray:
        """(h, w) uint8, 1 where the hand lies, one cell per `step_px`."""
        coarse = self.paths.soft_mm[:: self.step_px, :: self.step_px] > _TISSUE_MM
        bone = self.paths.cortical_mm[:: self.step_px, :: self.step_px] > 0
        return (coarse | bone).astype(np.uint8)

    @cached_property
    def _occupied_px(self) -> np.ndarray:
        """(N, 2) middles of the occupied cells, pixels."""
        rows, cols = np.nonzero(self.occupied)
        return np.column_stack([cols, rows]) * float(self.step_px) + self.step_px / 2

    def share_on_hand(self, polygon_px: np.ndarray) -> float:
        """How much of a polygon (pixels) lies over the hand, in [0, 1]."""
        mask = np.zeros_like(self.occupied)
        fill_polygon(mask, np.asarray(polygon_px) / self.step_px, 1)
        area = int(mask.sum())
        return float((mask & self.occupied).sum()) / area if area else 0.0

    def free_spot(
        self,
        roll: Roll,
        half_wh_px: tuple[float, float],
        angle_deg: float,
        on_hand: float = 0.02,
        inset: tuple[float, float] = (0.4, 1.8),
    ) -> np.ndarray | None:
        """A centre (x, y) px at which a turned box covers at most `on_hand` of itself with hand.

        Half the tries go to the border, where people put markers, partly cut off by it;
        `inset` is how far from it the middle lies there, in half diagonals of the box.
        """
        height, width = self.size_hw
        reach = float(np.hypot(*half_wh_px))
        for _ in range(16):
            if roll.chance(0.5):
                centre = np.array([roll.uniform(0, width), roll.uniform(0, height)])
            else:
                centre = self.near_border(roll, reach * roll.uniform(*inset))
            if self.share_on_hand(box_polygon(centre, half_wh_px, angle_deg)) <= on_hand:
                return centre
        return None

    def near_border(self, roll: Roll, inset_px: float) -> np.ndarray:
        """A point (x, y) px this far from one of the film's four borders."""
        height, width = self.size_hw
        along_x, along_y = roll.uniform(0, width), roll.uniform(0, height)
        border = int(roll.rng.integers(4))
        x = (inset_px, width - inset_px, along_x, along_x)[border]
        y = (along_y, along_y, inset_px, height - inset_px)[border]
        return np.array([x, y])

    def bone_spot(self, roll: Roll, among: int = 12) -> np.ndarray | None:
        """A point (x, y) px inside a shaft: of some points on bone, the one under most cortex."""
        x0, y0, x1, y1 = (int(max(0, v)) for v in self.hand_box_px)
        step = self.step_px
        patch = self.paths.cortical_mm[y0:y1:step, x0:x1:step]
        rows, cols = np.nonzero(patch > 0)
        if len(rows) == 0:
            return None
        picks = roll.rng.integers(len(rows), size=among)
        best = picks[int(np.argmax(patch[rows[picks], cols[picks]]))]
        return np.array([x0 + step * (cols[best] + 0.5), y0 + step * (rows[best] + 0.5)])

    def limb_axis(
        self, at_px: np.ndarray, radius_px: float
    ) -> tuple[np.ndarray, np.ndarray, float]:
        """The piece of limb around a point: (centre px, unit vector along it, width px)."""
        points = self._occupied_px
        near = points[np.hypot(*(points - at_px).T) < radius_px]
        if len(near) < 6:
            return np.asarray(at_px, float), np.array([0.0, 1.0]), 2.0 * radius_px
        centre = near.mean(axis=0)
        values, vectors = np.linalg.eigh(np.cov((near - centre).T))
        width = float(np.sqrt(12.0 * max(values[0], 1e-6)))
        return centre, vectors[:, 1], width

    def finger_spot(self, roll: Roll) -> tuple[np.ndarray, np.ndarray, float] | None:
        """A finger's shaft: (middle of the finger px, unit vector along it, its width px)."""
        for _ in range(24):
            at_px = self.bone_spot(roll, among=2)
            if at_px is None:
                return None
            centre, along, width_px = self.limb_axis(at_px, self.mm(_FINGER_REACH_MM))
            slim = self.mm(5.0) < width_px < self.mm(_FINGER_MM)
            if slim and np.hypot(*(centre - at_px)) < self.mm(4.0):
                return centre, along, width_px
        return None

    @cached_property
    def forearm_exit(self) -> tuple[np.ndarray, np.ndarray] | None:
        """Where the forearm leaves the film, and the unit vector from there to the hand."""
        border = self.occupied.copy()
        border[1:-1, 1:-1] = 0
        rows, cols = np.nonzero(border)
        if len(rows) < 3:
            return None
        leaves = np.array([cols.mean(), rows.mean()]) * self.step_px
        inwards = self.hand_centre_px - leaves
        length = float(np.hypot(*inwards))
        return (leaves, inwards / length) if length > 0 else None


def box_polygon(
    centre_px: np.ndarray, half_wh_px: tuple[float, float], angle_deg: float
) -> np.ndarray:
    """(4, 2) corners of a turned box, pixels."""
    a, b = half_wh_px
    corners = np.array([(-a, -b), (a, -b), (a, b), (-a, b)])
    return place(centre_px, angle_deg)(corners)


def place(centre_px: np.ndarray, angle_deg: float, scale: float = 1.0) -> Affine:
    """Own frame of a thing (origin at its middle) to pixels of the film."""
    x, y = (float(v) for v in centre_px)
    turned = Affine.scaling(scale).then(Affine.rotation(angle_deg))
    return turned.then(Affine.translation(x, y))


def rounded_box(half_wh: tuple[float, float], radius: float) -> np.ndarray:
    """(P, 2) outline of a box with round corners around the origin."""
    a, b = half_wh
    radius = min(radius, a, b)
    quarter = np.linspace(0, np.pi / 2, 7)
    arcs = []
    for k, (sx, sy) in enumerate(((1, 1), (-1, 1), (-1, -1), (1, -1))):
        t = quarter + k * np.pi / 2
        corner = np.array([sx * (a - radius), sy * (b - radius)])
        arcs.append(corner + radius * np.column_stack([np.cos(t), np.sin(t)]))
    return np.vstack(arcs)


def add_masked(target: np.ndarray, mask: np.ndarray, amount: float) -> None:
    """Add `amount` where a uint8 mask says so (255 = all of it), only inside the mask's box."""
    x, y, w, h = cv2.boundingRect(mask)
    if w and h:
        part = mask[y : y + h, x : x + w].astype(np.float32)
        target[y : y + h, x : x + w] += part * np.float32(amount / 255.0)
