"""The simple pieces that the soft body is joined from, in the hand's frame (mm)."""

from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

from boneage_kp.phantom.anatomy_tables import table
from boneage_kp.phantom.layout_mm import LaidHand

Box = tuple[float, float, float, float]
# Finger breadth over the middle finger's (Snyder 1977 for II and III, estimate for IV and V).
_RAY_BREADTH = {2: 0.98, 3: 1.0, 4: 0.94, 5: 0.83}
# Snyder's diameter is the smallest hole a finger passes; a finger pressed on a plate is wider, a
# thumb, lying on its edge, hardly (breadths over the hand's: Buchholz 1992).
_UNSQUEEZED, _THUMB_UNSQUEEZED = 1.1, 1.02


class Piece(Protocol):
    """Something with a depth below its skin (negative outside) and a half thickness."""

    def depth_and_half(self, x_mm: np.ndarray, y_mm: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Two (h, w) float32 arrays, mm."""

    def box_mm(self, margin_mm: float) -> Box:
        """(x0, y0, x1, y1) around the piece."""


@dataclass(frozen=True, eq=False)
class Capsule:
    """A rounded stroke from a to b; radius and half thickness change evenly along it."""

    a_mm: np.ndarray
    b_mm: np.ndarray
    radius_mm: tuple[float, float]
    half_mm: tuple[float, float]

    def depth_and_half(self, x_mm: np.ndarray, y_mm: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        ax, ay = np.float32(self.a_mm[0]), np.float32(self.a_mm[1])
        dx, dy = np.float32(self.b_mm[0]) - ax, np.float32(self.b_mm[1]) - ay
        px, py = x_mm - ax, y_mm - ay
        t = (px * dx + py * dy) * (1.0 / max(dx * dx + dy * dy, np.float32(1e-6)))
        np.minimum(np.maximum(t, 0.0, out=t), 1.0, out=t)
        px -= t * dx
        py -= t * dy
        r0, r1 = (np.float32(r) for r in self.radius_mm)
        h0, h1 = (np.float32(h) for h in self.half_mm)
        return r0 + (r1 - r0) * t - np.sqrt(px * px + py * py), h0 + (h1 - h0) * t

    def box_mm(self, margin_mm: float) -> Box:
        reach = max(self.radius_mm) + margin_mm
        low = np.minimum(self.a_mm, self.b_mm) - reach
        high = np.maximum(self.a_mm, self.b_mm) + reach
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])


@dataclass(frozen=True, eq=False)
class Chain:
    """Capsules end to end: the outermost counts, so that their joints do not bulge."""

    links: tuple[Capsule, ...]

    def depth_and_half(self, x_mm: np.ndarray, y_mm: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        depth, half = self.links[0].depth_and_half(x_mm, y_mm)
        for link in self.links[1:]:
            other, its_half = link.depth_and_half(x_mm, y_mm)
            half = np.where(other > depth, its_half, half)
            depth = np.maximum(other, depth)
        return depth, half

    def box_mm(self, margin_mm: float) -> Box:
        boxes = np.array([link.box_mm(margin_mm) for link in self.links])
        low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])


@dataclass(frozen=True, eq=False)
class ConvexPlate:
    """The convex hull of some points, of even half thickness."""

    points_mm: np.ndarray
    half_mm: float

    def depth_and_half(self, x_mm: np.ndarray, y_mm: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        hull = cv2.convexHull(self.points_mm.astype(np.float32))[:, 0, :]
        middle = hull.mean(axis=0)
        depth = np.full(np.broadcast(x_mm, y_mm).shape, 1e3, np.float32)
        for start, end in zip(hull, np.roll(hull, -1, axis=0), strict=True):
            normal = np.array([start[1] - end[1], end[0] - start[0]])
            length = float(np.hypot(*normal))
            if length < 1e-3:
                continue
            normal = normal / length * np.sign(normal @ (middle - start))
            n, level = normal.astype(np.float32), np.float32(normal @ start)
            np.minimum(depth, n[0] * x_mm + n[1] * y_mm - level, out=depth)
        return depth, np.full_like(depth, self.half_mm)

    def box_mm(self, margin_mm: float) -> Box:
        low, high = self.points_mm.min(axis=0) - margin_mm, self.points_mm.max(axis=0) + margin_mm
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def body_pieces(hand: LaidHand) -> list[Piece]:
    """All pieces of a hand, wrist and forearm."""
    pieces: list[Piece] = []
    for ray in (2, 3, 4, 5):
        pieces += finger_pieces(hand, ray)
    return [*pieces, *thumb_pieces(hand), *palm_pieces(hand), *forearm_pieces(hand)]


def finger_radius_mm(hand: LaidHand, ray: int) -> float:
    """Half the skin breadth of a finger at its middle joint."""
    half = 0.5 * (1.0 + 0.05 * _puppy_fat(hand))
    if ray == 1:
        return half * _THUMB_UNSQUEEZED * hand.anatomy.thumb_diameter_mm
    return half * _UNSQUEEZED * _RAY_BREADTH[ray] * hand.anatomy.finger_diameter_mm


def tip_mm(hand: LaidHand, ray: int) -> np.ndarray:
    """Where the soft tip of a digit ends."""
    bone = hand.bones[f"dp{ray}"]
    beyond = table("anatomy")["soft_beyond_tuft_mm"]["values"][str(ray)]
    return bone.end_mm + bone.along * (beyond * hand.anatomy.hand_length_mm / 181.0)


def finger_pieces(hand: LaidHand, ray: int) -> list[Piece]:
    """A finger from its knuckle to its tip, thick at the joints, and the nail's edge."""
    r = finger_radius_mm(hand, ray)
    distal = hand.bones[f"dp{ray}"]
    r_tip = 0.86 * r
    tip = tip_mm(hand, ray)
    nodes = [hand.bones[f"pp{ray}"].start_mm, hand.bones[f"mp{ray}"].start_mm, distal.start_mm]
    middle = distal.start_mm + 0.45 * (tip - distal.start_mm)
    nodes += [middle, tip - distal.along * r_tip]
    radii = [1.14 * r, 1.02 * r, 0.95 * r, 0.95 * r, r_tip]
    pieces: list[Piece] = [_chain(nodes, radii, [0.93 * radius for radius in radii])]
    nail = tip + distal.along * 0.008 * hand.anatomy.hand_length_mm
    pieces.append(Capsule(tip - distal.along * r_tip, nail - distal.along * 0.55 * r_tip,
                          (0.6 * r_tip, 0.5 * r_tip), (0.8 * r_tip, 0.5 * r_tip)))  # fmt: skip
    return pieces


def thumb_pieces(hand: LaidHand) -> list[Piece]:
    """The thumb, its ball (thenar) and the first web."""
    length = hand.anatomy.hand_length_mm
    fat = _plump(hand)
    r = finger_radius_mm(hand, 1)
    mc, pp, dp = (hand.bones[name] for name in ("mc1", "pp1", "dp1"))
    tip = tip_mm(hand, 1)
    r_tip = 0.86 * r
    nodes = [mc.start_mm, mc.end_mm, pp.end_mm, dp.start_mm + 0.5 * (tip - dp.start_mm)]
    nodes.append(tip - dp.along * r_tip)
    radii = [0.072 * length * fat, 1.2 * r, 1.0 * r, 1.02 * r, r_tip]
    pieces: list[Piece] = [_chain(nodes, radii, [0.95 * radius for radius in radii])]
    inwards = np.array([-0.045, 0.0]) * length
    ball = Capsule(
        mc.start_mm + 0.05 * (mc.end_mm - mc.start_mm) + 0.6 * inwards,
        mc.start_mm + 0.62 * (mc.end_mm - mc.start_mm) + inwards,
        (0.075 * length * fat, 0.06 * length * fat),
        (0.118 * length * fat, 0.095 * length * fat),
    )
    # The first web reaches deep under the palm, so that only its outer edge thins out.
    index, middle = hand.bones["mc2"], hand.bones["mc3"]
    web = index.start_mm + 0.8 * (index.end_mm - index.start_mm)
    outer = mc.end_mm
    deep = [middle.start_mm + 0.75 * (middle.end_mm - middle.start_mm), middle.start_mm]
    outwards = np.array([mc.along[1], -mc.along[0]]) * 0.045 * length * fat
    border = [mc.start_mm + outwards, mc.end_mm + 0.5 * outwards, outer]
    deep.append(hand.wrist_mm + np.array([0.04, 0.02]) * length)
    plate = ConvexPlate(np.array([*border, web, *deep]), 0.068 * length * fat)
    return [*pieces, ball, plate]


def palm_pieces(hand: LaidHand) -> tuple[ConvexPlate, Capsule]:
    """The palm's plate with the webs between the fingers, and the little finger's ball."""
    length, breadth = hand.anatomy.hand_length_mm, hand.anatomy.hand_breadth_mm
    fat = _plump(hand)
    webs = []
    for ray in (2, 3, 4):
        a, b = hand.bones[f"pp{ray}"], hand.bones[f"pp{ray + 1}"]
        ends = [x.start_mm + 0.35 * (x.end_mm - x.start_mm) for x in (a, b)]
        webs.append(0.5 * (ends[0] + ends[1]))
    mc2, mc5 = hand.bones["mc2"], hand.bones["mc5"]
    r2, r5 = finger_radius_mm(hand, 2), finger_radius_mm(hand, 5)
    edge = 1.55 + 0.35 * _puppy_fat(hand)
    across2 = np.array([mc2.along[1], -mc2.along[0]])
    across5 = np.array([mc5.along[1], -mc5.along[0]])
    border = [mc2.end_mm + 1.0 * r2 * across2, mc5.end_mm - edge * r5 * across5]
    heel = mc5.start_mm - across5 * (0.19 + 0.02 * _puppy_fat(hand)) * breadth
    wrist = [hand.wrist_mm + np.array([x, 0.03]) * length for x in (0.125, -0.165)]
    points = np.array([*webs, *border, heel, *wrist, hand.bones["mc1"].start_mm])
    ball = Capsule(mc5.start_mm - across5 * 0.04 * breadth + np.array([0.0, -0.03]) * length,
                   mc5.end_mm - across5 * 0.02 * breadth,
                   (0.094 * length * fat, 1.4 * r5),
                   (0.100 * length * fat, 0.066 * length * fat))  # fmt: skip
    return ConvexPlate(points, 0.074 * length * fat), ball


def forearm_pieces(hand: LaidHand) -> list[Chain]:
    """Wrist and forearm, a little narrower over the wrist than further up."""
    length = hand.anatomy.hand_length_mm
    fat = _plump(hand)
    radius, ulna = hand.bones["radius"], hand.bones["ulna"]
    widths = radius.bone.metaphysis_width_mm + ulna.bone.metaphysis_width_mm
    half = 0.5 * widths + (0.044 * fat**2 + 0.034 * _puppy_fat(hand)) * length
    middle = 0.5 * (radius.end_mm + ulna.end_mm) + 0.12 * widths * _across(hand)
    down = hand.forearm_along
    carpus = hand.wrist_mm - down * 0.09 * length + _across(hand) * -0.01 * length
    nodes = [carpus, middle + down * 0.05 * length, middle + down * 0.4 * length]
    nodes.append(middle + down * 1.45 * length)
    radii = [0.182 * length * fat**0.5, half, 1.0 * half, 1.5 * half]
    halves = [0.098 * length * fat, 0.105 * length * fat, 0.112 * length * fat]
    halves.append(0.16 * length * fat)
    return [_chain(nodes, radii, halves)]


def web_mm(hand: LaidHand) -> np.ndarray:
    """The middle of the web between thumb and index."""
    thumb, index = hand.bones["mc1"], hand.bones["mc2"]
    return 0.5 * (thumb.end_mm + index.start_mm + 0.8 * (index.end_mm - index.start_mm))


def _across(hand: LaidHand) -> np.ndarray:
    """Unit vector across the forearm towards the thumb's side."""
    down = hand.forearm_along
    return np.array([-down[1], down[0]])


def _puppy_fat(hand: LaidHand) -> float:
    """1 up to the second year, gone by the sixth: padded wrists, fingers and hand's edges."""
    age = hand.anatomy.size_age_years
    return min(max((6.0 - age) / 4.0, 0.0), 1.0) * hand.anatomy.plumpness


def _plump(hand: LaidHand) -> float:
    """Infants' hands are padded all round: thickness beyond what their length gives."""
    anatomy = hand.anatomy
    return (
        anatomy.hand_breadth_mm / anatomy.hand_length_mm / 0.463
    ) ** 0.8 * anatomy.plumpness**0.3


def _chain(nodes: list[np.ndarray], radii: list[float], halves: list[float]) -> Chain:
    return Chain(
        tuple(
            Capsule(nodes[i], nodes[i + 1], (radii[i], radii[i + 1]), (halves[i], halves[i + 1]))
            for i in range(len(nodes) - 1)
        )
    )
