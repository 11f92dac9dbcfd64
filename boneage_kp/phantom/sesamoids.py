"""Sesamoids: small round bones at the heads of metacarpals, late in puberty."""

from collections.abc import Mapping

import numpy as np

from boneage_kp.phantom.anatomy_tables import table
from boneage_kp.phantom.film_parameters import Roll
from boneage_kp.phantom.layout_mm import LaidHand
from boneage_kp.phantom.maturity import Subject
from boneage_kp.phantom.shell_bone import ShellBone


def draw_sesamoids(
    hand: LaidHand,
    subject: Subject,
    variation: float,
    rolls: Mapping[str, Roll],
    rng: np.random.Generator,
) -> list[ShellBone]:
    """The thumb's pair at the head of metacarpal I; sometimes others at II and V.

    variation:  between people, 1 as in life.
    rolls:      findings of this hand.
    returns:    bones in the hand's frame.
    """
    median, sd = table("carpals")["appearance"][subject.sex.value]["adductor_sesamoid_thumb"]
    appears = median + 0.5 * sd * variation * float(rng.standard_normal())
    noise = rng.standard_normal(4)
    bones = []
    for side, lag in ((-1.0, 0.0), (1.0, 0.7)):
        bones += _sesamoid(hand, "1", side, subject.tempo_years - appears - lag, 5.0, noise)
    if "extra_sesamoids" in rolls:
        roll = rolls["extra_sesamoids"]
        for ray, side in (("5", 1.0), ("2", -1.0)):
            if roll.chance(0.6):
                years = subject.tempo_years - appears - roll.uniform(0.8, 2.5)
                bones += _sesamoid(hand, ray, side, years, 3.2 * roll.strength**0.3, noise)
    return bones


def _sesamoid(
    hand: LaidHand, ray: str, side: float, years: float, final_mm: float, noise: np.ndarray
) -> list[ShellBone]:
    if years <= 0.0:
        return []
    bone = hand.bones[f"mc{ray}"]
    scale = hand.anatomy.hand_length_mm
    size = final_mm * scale / 181.0 * (0.3 + 0.7 * (1.0 - np.exp(-years / 1.5)))
    across = np.array([bone.along[1], -bone.along[0]])
    # Seen obliquely, the pair shifts to the finger side of the thumb.
    shift = side * 0.36 * bone.bone.far_width_mm - (
        0.12 * bone.bone.far_width_mm if ray == "1" else 0
    )
    centre = bone.end_mm - bone.along * (0.45 * bone.bone.far_width_mm) + across * shift
    half = float(size) / 2.0
    return [
        ShellBone(
            f"sesamoid {ray} {'radial' if side > 0 else 'ulnar'}", centre,
            (0.85 * half, half * (1.0 + 0.05 * float(noise[0]))),
            float(np.arctan2(-bone.along[0], bone.along[1])), np.ones(16), 0.8 * half, 0.4,
            float(np.clip(years, 0.3, 1.0)), 0.0, 5,
        )
    ]  # fmt: skip
