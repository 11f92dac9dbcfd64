"""The kinematic chain: where every tubular bone lies in the hand's frame, in mm.

Hand's frame: a left hand, palm down; origin at the joint under metacarpal III, x towards the
thumb, y along metacarpal III towards the finger tips.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from boneage_kp.phantom.anatomy import BoneSize, HandAnatomy
from boneage_kp.phantom.anatomy_tables import table
from boneage_kp.phantom.growth_plate import plate_slab
from boneage_kp.phantom.parts import LongBone
from boneage_kp.phantom.pose import FINGERS, Digit, Pose
from boneage_kp.schema.coords import Affine

# Shares of hand breadth. Buchholz 1992 has 0.126, 0, -0.129, -0.223 for the joints' centres; the
# bases lie side by side on a film, hardly overlapping, and ask for a little more (estimate).
_BASE_X_OVER_BREADTH = {2: 0.140, 3: 0.0, 4: -0.132, 5: -0.240}
_BASE_Y_OVER_LENGTH = {2: -0.008, 3: 0.0, 4: -0.006, 5: -0.024}
_FAN_BREADTH_OVER_LENGTH = 0.463
# Buchholz has the thumb's base at the height of the others; in a hand laid flat, with the thumb
# aside, it lies a little further out and down (estimate).
_THUMB_BASE_OVER_LENGTH = (0.148, -0.048)
# Youm's carpal height ratio (0.51-0.57): radius' joint surface to the base of metacarpal III.
CARPAL_HEIGHT_OVER_MC3 = 0.52
_RADIUS_X_OVER_LENGTH = 0.016
_FOREARM_GAP_OVER_LENGTH = 0.014
_WRIST_PIVOT_OVER_LENGTH = -0.125
_FAR_CARTILAGE_SHARE = 0.3
# The bony face of a bone's far end is never closer to the joint's middle than this.
_LEAST_FAR_CARTILAGE_MM = 0.25


@dataclass(frozen=True, eq=False)
class LaidBone:
    """One tubular bone in the hand's frame.

    start_mm, end_mm:  proximal and distal joint (radius and ulna: far end and wrist).
    bone:              sizes as seen, `to_film` still leading to the hand's frame.
    """

    start_mm: np.ndarray
    end_mm: np.ndarray
    bone: LongBone

    @property
    def along(self) -> np.ndarray:
        """Unit vector from the proximal to the distal joint."""
        axis = self.end_mm - self.start_mm
        return axis / max(float(np.hypot(*axis)), 1e-6)


@dataclass(frozen=True, eq=False)
class LaidHand:
    """All bones of one hand, and the forearm's frame (origin at the wrist) in the hand's frame."""

    anatomy: HandAnatomy
    pose: Pose
    bones: Mapping[str, LaidBone]
    forearm_to_hand: Affine
    wrist_mm: np.ndarray

    @property
    def forearm_along(self) -> np.ndarray:
        """Unit vector from the wrist towards the elbow."""
        return self.forearm_to_hand.matrix[:, :2] @ np.array([0.0, -1.0])


def lay_out(anatomy: HandAnatomy, maturity: Mapping[str, float], pose: Pose) -> LaidHand:
    """Join the bones end to end.

    maturity:  m of every tubular bone by name.
    """
    length, breadth = anatomy.hand_length_mm, anatomy.hand_breadth_mm
    bones: dict[str, LaidBone] = {}
    # A broad infant palm is broad at its base already, and its metacarpals fan out further.
    broad = breadth / length / _FAN_BREADTH_OVER_LENGTH
    for ray in FINGERS:
        x_mm = _BASE_X_OVER_BREADTH[ray] * broad * breadth
        digit = _fanned(pose.digits[ray], broad)
        base = np.array([x_mm, _BASE_Y_OVER_LENGTH[ray] * length])
        names = (f"mc{ray}", f"pp{ray}", f"mp{ray}", f"dp{ray}")
        bones |= _chain(names, base, digit, anatomy, maturity, 0.0)
    thumb_base = np.array(_THUMB_BASE_OVER_LENGTH) * length
    thumb = ("mc1", "pp1", "dp1")
    bones |= _chain(thumb, thumb_base, pose.digits[1], anatomy, maturity, pose.thumb_roll_deg)
    height = CARPAL_HEIGHT_OVER_MC3 * anatomy.bones["mc3"].full_mm
    forearm = _forearm_frame(pose, length, height)
    bones |= _forearm_bones(anatomy, maturity, forearm)
    return LaidHand(anatomy, pose, bones, forearm, forearm(np.zeros(2)))


def _fanned(digit: Digit, broad: float) -> Digit:
    """A finger whose metacarpal turns aside with the breadth of the palm."""
    metacarpal, *others = digit.axes_deg
    return Digit((metacarpal * broad**2, *others), digit.flexion_deg)


def _chain(
    names: tuple[str, ...],
    base_mm: np.ndarray,
    digit: Digit,
    anatomy: HandAnatomy,
    maturity: Mapping[str, float],
    roll_deg: float,
) -> dict[str, LaidBone]:
    laid = {}
    joint = base_mm
    for name, axis_deg, flexion_deg in zip(names, digit.axes_deg, digit.flexion_deg, strict=True):
        size = anatomy.bones[name]
        one = _laid(name, size, maturity[name], joint, axis_deg, flexion_deg, roll_deg)
        laid[name] = one
        joint = one.end_mm
    return laid


def _laid(
    name: str,
    size: BoneSize,
    maturity: float,
    start_mm: np.ndarray,
    axis_deg: float,
    flexion_deg: float,
    roll_deg: float,
) -> LaidBone:
    """Place a metacarpal or phalanx from its proximal joint."""
    angle = np.radians(axis_deg)
    along = np.array([np.sin(angle), np.cos(angle)])
    across = np.array([np.cos(angle), -np.sin(angle)])
    short = float(np.cos(np.radians(flexion_deg)))
    wide = _seen_width(size.depth_over_width, roll_deg)
    slab = plate_slab(name, maturity) * size.metaphysis_width_mm
    bare = _FAR_CARTILAGE_SHARE * (size.full_mm - size.ossified_mm) + _LEAST_FAR_CARTILAGE_MM
    if name.startswith("dp"):
        bare = 0.0
    shaft = max((size.full_mm - bare - slab) * short, 0.3 * size.full_mm)
    bare *= short
    grows_distally = name.startswith("mc") and name != "mc1"
    end = start_mm + along * (shaft + bare + slab)
    edge = start_mm + along * (bare + shaft if grows_distally else slab)
    v = along if grows_distally else -along
    to_hand = Affine(np.column_stack([across, v, edge]))
    return LaidBone(start_mm, end, _long_bone(name, maturity, size, shaft, wide, to_hand))


def _long_bone(
    name: str, maturity: float, size: BoneSize, length_mm: float, wide: float, to_hand: Affine
) -> LongBone:
    return LongBone(
        name=name,
        maturity=maturity,
        length_mm=length_mm,
        shaft_width_mm=size.shaft_width_mm * wide,
        metaphysis_width_mm=size.metaphysis_width_mm * wide,
        far_width_mm=size.far_width_mm * wide,
        cortex_mm=size.cortex_mm,
        depth_over_width=size.depth_over_width / wide**2,
        to_film=to_hand,
        traits=size.traits,
    )


def _seen_width(depth_over_width: float, roll_deg: float) -> float:
    """Width of an elliptical section turned about its axis, over its width lying flat.

    Half of the way only: a thumb's bones are flattened less at their ends than in the middle.
    """
    c, s = np.cos(np.radians(roll_deg)), np.sin(np.radians(roll_deg))
    return 0.5 + 0.5 * float(np.hypot(c, s * depth_over_width))


def _forearm_frame(pose: Pose, length_mm: float, height_mm: float) -> Affine:
    """Forearm's frame: origin at the wrist joint under the capitate, y towards the hand."""
    pivot_y = _WRIST_PIVOT_OVER_LENGTH * length_mm
    at_rest = Affine.translation(0.0, -height_mm - pivot_y)
    # Radial deviation of the hand: seen from the hand, the forearm's far end swings radially.
    turned = at_rest.then(Affine.rotation(pose.wrist_deg))
    return turned.then(Affine.translation(0.0, pivot_y))


def _forearm_bones(
    anatomy: HandAnatomy, maturity: Mapping[str, float], forearm: Affine
) -> dict[str, LaidBone]:
    length = anatomy.hand_length_mm
    radius, ulna = anatomy.bones["radius"], anatomy.bones["ulna"]
    x_radius = _RADIUS_X_OVER_LENGTH * length
    apart = (radius.metaphysis_width_mm + ulna.metaphysis_width_mm) / 2.0
    x_ulna = x_radius - apart - _FOREARM_GAP_OVER_LENGTH * length
    edge = -plate_slab("radius", maturity["radius"]) * radius.metaphysis_width_mm
    places = {
        "radius": np.array([x_radius, edge]),
        "ulna": np.array([x_ulna, edge + anatomy.ulnar_variance_mm]),
    }
    lean = table("anatomy")["forearm"]["lean_deg"]
    laid = {}
    for name, place in places.items():
        size = anatomy.bones[name]
        own = Affine.rotation(lean[name]).then(Affine.translation(*place)).then(forearm)
        bone = _long_bone(name, maturity[name], size, size.full_mm, 1.0, own)
        laid[name] = LaidBone(own(np.array([0.0, -size.full_mm])), own(np.zeros(2)), bone)
    return laid
