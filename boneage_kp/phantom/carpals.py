"""Carpal bones: they appear as specks in their order, grow, take their shapes and overlap.

The hook of the hamate comes last.
"""

from dataclasses import replace
from functools import cache

import numpy as np

from boneage_kp.phantom.anatomy_tables import table
from boneage_kp.phantom.layout_mm import CARPAL_HEIGHT_OVER_MC3, LaidHand
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
_CORTEX_MM = 0.55
_DEPTH = 0.95  # over the mean radius in the film's plane, times the table's own share
_RADII = 64
# The hand that the table's outlines were traced for.
_BREADTH_OVER_LENGTH, _MC3_OVER_LENGTH = 0.463, 0.357
_FLATTENED = CARPAL_HEIGHT_OVER_MC3 / 0.55  # the carpus was traced at 0.55
_CARTILAGE_OVER_LENGTH = 0.05
_FILLING = 1.08  # joints close: grown outlines nearly touch, some overlap
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
    return float(min(1.0, (0.14 + 0.86 * (1.0 - np.exp(-years / tau[row]))) * 1.05))


def _carpal(
    name: str, grown: float, hand: LaidHand, noise: np.ndarray, phases: np.ndarray
) -> ShellBone:
    plan = table("carpals")["plan"][name]
    anatomy = hand.anatomy
    scale = anatomy.hand_length_mm
    # Height follows metacarpal III, breadth the palm.
    stretch = scale * np.array(
        [
            anatomy.hand_breadth_mm / (_BREADTH_OVER_LENGTH * scale),
            anatomy.bones["mc3"].full_mm / (_MC3_OVER_LENGTH * scale) * _FLATTENED,
        ]
    )
    middle, radii = outline_radii(name)
    centre = middle * stretch + 0.0025 * scale * noise[2:4]
    # A child's metacarpals end in cartilage: young centres lie further from their bases. Those of
    # the proximal row have cartilage on both sides.
    proximal = name in _PROXIMAL_ROW
    share = 0.3 if proximal else 1.0
    centre[1] -= share * _CARTILAGE_OVER_LENGTH * scale * float(np.sqrt(1.0 - grown))
    if proximal:
        centre = _with_wrist(centre, hand)
    mean = float(radii.mean())
    half = _FILLING * mean * grown * (1.0 + 0.025 * float(noise[1])) * stretch
    shape = float(np.clip((grown - 0.65) / 0.33, 0.0, 1.0))
    shape *= shape * (3.0 - 2.0 * shape)
    angles = np.linspace(0, 2 * np.pi, _RADII, endpoint=False)
    ripple = sum(np.cos((k + 2) * angles + p) / (k + 2) for k, p in enumerate(phases))
    # Young centres are round whatever they become.
    shaped = 1.0 + shape * (radii / mean - 1.0) + 0.02 * ripple
    return ShellBone(
        name=name,
        centre_mm=centre,
        half_mm=(float(half[0]), float(half[1])),
        turn=float(np.radians(2.5 * float(noise[4]))),
        radii=shaped,
        half_depth_mm=_DEPTH * plan["depth"] * float(np.sqrt(half[0] * half[1])),
        cortex_mm=_CORTEX_MM * (0.5 + 0.5 * grown),
        faint=float(np.clip((grown - 0.12) / 0.15, 0.25, 1.0)),
        texture=float(phases[0]),
        nest=1 if name == "pisiform" else 0,
    )


@cache
def outline_radii(name: str) -> tuple[np.ndarray, np.ndarray]:
    """A grown carpal's (centroid, radii from there at equal angles), in hand lengths.

    Angles run counter-clockwise from the thumb's side.
    """
    corners = np.array(table("carpals")["plan"][name]["outline"], float)
    after = np.roll(corners, -1, axis=0)
    cross = corners[:, 0] * after[:, 1] - after[:, 0] * corners[:, 1]
    centre = (corners + after).T @ cross / (3.0 * cross.sum())
    # Cut the corners once: facets stay flat between rounded edges.
    rounded = np.vstack([0.82 * corners + 0.18 * after, 0.18 * corners + 0.82 * after])
    rounded = rounded.reshape(2, -1, 2).transpose(1, 0, 2).reshape(-1, 2) - centre
    start, step = rounded, np.roll(rounded, -1, axis=0) - rounded
    angles = np.linspace(0, 2 * np.pi, _RADII, endpoint=False)
    ray = np.column_stack([np.cos(angles), np.sin(angles)])[:, None, :]
    turned = ray[..., 0] * step[:, 1] - ray[..., 1] * step[:, 0]
    turned = np.where(np.abs(turned) < 1e-12, 1e-12, turned)
    reach = (start[:, 0] * step[:, 1] - start[:, 1] * step[:, 0]) / turned
    share = (start[:, 0] * ray[..., 1] - start[:, 1] * ray[..., 0]) / turned
    met = (share >= -1e-9) & (share <= 1.0 + 1e-9) & (reach > 0.0)
    return centre, np.where(met, reach, 0.0).max(axis=1)


def _split(bone: ShellBone, grown: float, noise: np.ndarray) -> list[ShellBone]:
    """The bone and a dorsal part that juts out of it: a second contour in or beside the first."""
    share = min(1.0, (grown - _SHOWS_DORSAL_FROM) / 0.3)
    size = min(bone.half_mm)
    dorsal = replace(
        bone,
        name=f"{bone.name} dorsal",
        centre_mm=bone.centre_mm + size * (0.16 * noise + np.array([0.0, 0.12])),
        half_mm=(0.86 * bone.half_mm[0], 0.88 * bone.half_mm[1]),
        half_depth_mm=0.22 * share * bone.half_depth_mm,
        cortex_mm=0.8 * share * bone.cortex_mm,
        texture=bone.texture + 1.0,
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
    half = 0.019 * scale * (0.5 + 0.5 * grown)
    return [
        ShellBone(
            "hamate hook", np.array([-0.072, -0.050]) * scale, (0.8 * half, half), 0.3,
            np.ones(16), 0.5 * half * grown, 0.7, 0.8 * grown, 0.0, 4,
        )
    ]  # fmt: skip
