"""Carpal bones: they appear as specks in their order, grow, take their shapes and overlap.

The hook of the hamate comes last.
"""

from dataclasses import replace

import numpy as np

from boneage_kp.phantom.anatomy_tables import table
from boneage_kp.phantom.layout_mm import LaidHand
from boneage_kp.phantom.maturity import Subject
from boneage_kp.phantom.shell_bone import ShellBone

CARPALS = (
    "capitate",
    "hamate",
    "triquetrum",
    "lunate",
    "scaphoid",
    "trapezium",
    "trapezoid",
    "pisiform",
)
_PROXIMAL_ROW = ("scaphoid", "lunate", "triquetrum", "pisiform")


_HOOK_STARTS_YEARS = {"M": 11.0, "F": 10.0}  # Greulich-Pyle: tip just discernible
_CORTEX_MM = 0.5
_DEPTH = 0.92  # of a ball: carpals are narrower front to back where neighbours overlap them
# From this size on the palmar and the dorsal face of a carpal show as two contours.
_SHOWS_DORSAL_FROM = 0.55


def draw_carpals(
    hand: LaidHand,
    subject: Subject,
    variation: float,
    rng: np.random.Generator,
) -> list[ShellBone]:
    """The small bones of the wrist, in the hand's frame.

    variation:  between people, 1 as in life: ages of appearance, sizes, places.
    """
    data = table("carpals")
    shared_years = float(rng.standard_normal())
    bones = []
    for name in CARPALS:
        noise = variation * rng.standard_normal(6)
        phases = rng.uniform(0, 2 * np.pi, 3)
        median, sd = data["appearance"][subject.sex.value][name]
        # Half of the spread is tempo, which bone age already holds.
        scatter = 0.45 * sd * (0.6 * variation * shared_years + 0.8 * float(noise[0]))
        dorsal = rng.standard_normal(2)
        grown = grown_share(name, subject, median + float(np.clip(scatter, -0.8 * median, 3.0)))
        if grown > 0.0:
            bone = _carpal(name, grown, hand, noise, phases)
            bones += [bone] if grown < _SHOWS_DORSAL_FROM else _split(bone, grown, dorsal)
    return bones + _hook(hand, subject)


def grown_share(name: str, subject: Subject, appears_years: float) -> float:
    """Diameter over the final one; 0 before the centre is visible."""
    tau = table("carpals")["growth_tau_years"][subject.sex.value]
    years = subject.tempo_years - appears_years
    if years <= 0.0:
        return 0.0
    row = "proximal" if name in _PROXIMAL_ROW else "distal"
    # A centre is seen from about 2 mm; the law then brings it to its final size at maturity.
    return float(min(1.0, (0.14 + 0.86 * (1.0 - np.exp(-years / tau[row]))) * 1.04))


def _carpal(
    name: str, grown: float, hand: LaidHand, noise: np.ndarray, phases: np.ndarray
) -> ShellBone:
    plan = table("carpals")["plan"][name]
    anatomy = hand.anatomy
    scale = anatomy.hand_length_mm
    along, across = table("carpals")["size"]["values"][name]
    mc3 = anatomy.bones["mc3"].full_mm
    individual = 1.0 + 0.04 * float(noise[1])
    half = 0.5 * mc3 * grown * individual * np.array([across, along])
    centre = np.array(plan["centre"]) * scale * (1.0, mc3 / (0.357 * scale))
    centre[0] *= anatomy.hand_breadth_mm / (0.463 * scale)
    centre = centre + 0.004 * scale * noise[2:4]
    if name in _PROXIMAL_ROW:
        centre = _with_wrist(centre, hand)
    shape = float(np.clip((grown - 0.35) / 0.5, 0.0, 1.0))
    angles = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    ripple = sum(np.cos((k + 2) * angles + p) / (k + 2) for k, p in enumerate(phases))
    radii = 1.0 + shape * (np.array(plan["outline"]) - 1.0) + 0.03 * ripple
    # Young centres are round whatever they become.
    roundness = float(np.clip((0.75 - grown) / 0.5, 0.0, 1.0)) * 0.6
    mean = float(np.sqrt(half[0] * half[1]))
    half = half + roundness * (mean - half)
    turn = np.radians(plan["turn_deg"] + 4.0 * float(noise[4]))
    return ShellBone(
        name=name,
        centre_mm=centre,
        half_mm=(float(half[0]), float(half[1])),
        turn=float(turn),
        radii=radii,
        half_depth_mm=_DEPTH * plan["depth"] * mean,
        cortex_mm=_CORTEX_MM * (0.5 + 0.5 * grown),
        faint=float(np.clip((grown - 0.12) / 0.15, 0.25, 1.0)),
        texture=float(phases[0]),
        nest=1 if name == "pisiform" else 0,
    )


def _split(bone: ShellBone, grown: float, noise: np.ndarray) -> list[ShellBone]:
    """The bone and a dorsal part that juts out of it: a second contour in or beside the first."""
    share = min(1.0, (grown - _SHOWS_DORSAL_FROM) / 0.3)
    size = min(bone.half_mm)
    dorsal = replace(
        bone,
        name=f"{bone.name} dorsal",
        centre_mm=bone.centre_mm + size * (0.14 * noise + np.array([0.0, 0.05])),
        half_mm=(0.80 * bone.half_mm[0], 0.84 * bone.half_mm[1]),
        half_depth_mm=0.22 * share * bone.half_depth_mm,
        cortex_mm=0.8 * share * bone.cortex_mm,
        texture=bone.texture + 1.0,
        nest=bone.nest + 2,
    )
    return [replace(bone, half_depth_mm=bone.half_depth_mm * (1.0 - 0.22 * share)), dorsal]


def _with_wrist(centre: np.ndarray, hand: LaidHand) -> np.ndarray:
    """The proximal row follows half of the wrist's deviation."""
    pivot = np.array([0.0, -0.125 * hand.anatomy.hand_length_mm])
    angle = np.radians(0.5 * hand.pose.wrist_deg)
    c, s = np.cos(angle), np.sin(angle)
    return pivot + np.array([[c, -s], [s, c]]) @ (centre - pivot)


def _hook(hand: LaidHand, subject: Subject) -> list[ShellBone]:
    """The hamate's hook seen end on: a small dense ring on its distal half."""
    years = subject.tempo_years - _HOOK_STARTS_YEARS[subject.sex.value]
    grown = float(np.clip(years / 3.0, 0.0, 1.0))
    if grown <= 0.0:
        return []
    scale = hand.anatomy.hand_length_mm
    half = 0.016 * scale * (0.5 + 0.5 * grown)
    return [
        ShellBone(
            "hamate hook", np.array([-0.078, -0.060]) * scale, (0.8 * half, half), 0.3,
            np.ones(16), 0.35 * half * grown, 0.5, 0.8 * grown, 0.0, 4,
        )
    ]  # fmt: skip
