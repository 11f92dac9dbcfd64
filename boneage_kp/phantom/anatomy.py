"""One person's hand: the size of every tubular bone and of the outline, by age and sex."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from boneage_kp.phantom import anatomy_tables as tables
from boneage_kp.phantom.parameters import AnatomyParameters
from boneage_kp.schema.records import Sex

# Names of the small variations that the drawing of a bone may use, each about N(0, 1).
TRAIT_NAMES = (
    "flare",
    "head",
    "flare_lean",
    "shaft_bow",
    "far_round",
    "far_tilt",
    "epiphysis_width",
    "epiphysis_height",
    "epiphysis_offset",
    "gap",
    "wave",
    "tilt",
    "styloid",
    "bridging_side",
    "scar",
)
# Traits that a person's bones share, and how much one bone differs from the person (estimate).
PERSON_TRAIT_NAMES = ("density", "grain", "lines", "growth_lines")
OWN_SHARE = 0.35
# Relative spread between people. Size, cortex: sources in `tables/anatomy.json`; others estimates.
SIZE_SD = 0.057
BONE_SD = 0.03
WIDTH_SD = 0.10
CORTEX_SD = 0.075
PLUMPNESS_SD = 0.08
_CLASS_OF = {"mc": "metacarpal", "pp": "proximal", "mp": "middle", "dp": "distal"}
_CORTEX_OVER_METACARPAL = {"mc": 1.0, "pp": 0.95, "mp": 0.85, "dp": 0.65}


@dataclass(frozen=True)
class BoneSize:
    """Sizes of one tubular bone in mm, lying flat.

    full_mm:      joint to joint, cartilage included.
    ossified_mm:  what a film shows of it: shaft, growth plate and epiphysis.
    """

    full_mm: float
    ossified_mm: float
    shaft_width_mm: float
    metaphysis_width_mm: float
    far_width_mm: float
    cortex_mm: float
    depth_over_width: float
    traits: Mapping[str, float]


@dataclass(frozen=True)
class HandAnatomy:
    """A hand's sizes; `size_age_years` is the age whose tables it was drawn from."""

    sex: Sex
    size_age_years: float
    hand_length_mm: float
    hand_breadth_mm: float
    finger_diameter_mm: float
    thumb_diameter_mm: float
    ulnar_variance_mm: float
    radial_inclination_deg: float
    plumpness: float
    bones: Mapping[str, BoneSize]


@dataclass(frozen=True)
class _Person:
    """Factors that all bones of one hand share."""

    width: float
    metacarpal_cortex_mm: float
    metacarpal_width_mm: float


def draw_anatomy(
    sex: Sex, age_years: float, parameters: AnatomyParameters, rng: np.random.Generator
) -> HandAnatomy:
    """Draw a person.

    age_years:  the age that size follows, 0.1 to 19; the tables end at 18.8.
    """
    p = parameters
    forearm = tables.table("anatomy")["forearm"]
    z = rng.standard_normal(8)
    size = float(np.exp(SIZE_SD * p.size * z[0]))
    hand_length = tables.hand_length_mm(sex, age_years) * size
    bone_health_index = tables.bone_health_index(sex, age_years) * float(
        np.exp(CORTEX_SD * p.cortex * z[2])
    )
    person = _person(
        sex,
        age_years,
        hand_length,
        float(np.exp(WIDTH_SD * p.bone_width * z[1])),
        bone_health_index,
    )
    plumpness = float(np.exp(PLUMPNESS_SD * p.plumpness * z[3]))
    breadth = size * person.width**0.5 * plumpness**0.5
    noise = rng.standard_normal((len(tables.TUBULAR_BONES), 2 + len(TRAIT_NAMES)))
    shared = p.traits * _person_traits(len(noise), rng)
    bones = {}
    for name, row, person_row in zip(tables.TUBULAR_BONES, noise, shared, strict=True):
        traits = dict(zip(TRAIT_NAMES, (p.traits * row[2:]).tolist(), strict=True))
        traits |= dict(zip(PERSON_TRAIT_NAMES, person_row.tolist(), strict=True))
        make = _forearm_bone if name in ("radius", "ulna") else _hand_bone
        own = np.exp([BONE_SD * p.bone_length * row[0], BONE_SD * p.bone_width * row[1]])
        bones[name] = make(name, sex, age_years, person, hand_length, own, traits)
    return HandAnatomy(
        sex=sex,
        size_age_years=age_years,
        hand_length_mm=hand_length,
        hand_breadth_mm=tables.hand_breadth_mm(sex, age_years) * breadth,
        finger_diameter_mm=tables.finger_diameter_mm(sex, age_years) * breadth,
        thumb_diameter_mm=tables.thumb_diameter_mm(sex, age_years) * breadth,
        ulnar_variance_mm=tables.ulnar_variance_mm(age_years)
        + p.forearm * forearm["ulnar_variance_sd_mm"] * float(z[4]) * hand_length / 150.0,
        radial_inclination_deg=forearm["radial_inclination_deg"] + 2.1 * p.forearm * float(z[5]),
        plumpness=plumpness,
        bones=bones,
    )


def _person_traits(bone_count: int, rng: np.random.Generator) -> np.ndarray:
    """(bones, traits) about N(0, 1) each, nearly the same for all bones of one hand."""
    person = rng.standard_normal(len(PERSON_TRAIT_NAMES))
    own = rng.standard_normal((bone_count, len(PERSON_TRAIT_NAMES)))
    return np.sqrt(1.0 - OWN_SHARE**2) * person + OWN_SHARE * own


def cortex_mm(length_mm: float, width_mm: float, bone_health_index: float) -> float:
    """Thickness T of one cortex from A = pi W T (1 - T/W) and BHI = 10 A / (W^(4/3) L^(1/3))."""
    area = bone_health_index * width_mm ** (4 / 3) * length_mm ** (1 / 3) / 10.0
    # The smaller root of T^2 - W T + A / pi = 0; a solid shaft where the area asks for more.
    root = max(0.0, width_mm**2 - 4.0 * area / np.pi)
    return float((width_mm - np.sqrt(root)) / 2.0)


def _person(
    sex: Sex, age_years: float, hand_length: float, width: float, bone_health_index: float
) -> _Person:
    """What all bones share; the cortex is solved on a metacarpal of mean length and width."""
    length = tables.full_length_mm("mc3", hand_length) * tables.ossified_share("mc3", age_years)
    shaft = length / tables.metacarpal_index(sex, age_years)
    return _Person(width, cortex_mm(length, shaft, bone_health_index), shaft)


def _hand_bone(
    name: str,
    sex: Sex,
    age_years: float,
    person: _Person,
    hand_length: float,
    own: np.ndarray,
    traits: dict[str, float],
) -> BoneSize:
    full = tables.full_length_mm(name, hand_length) * float(own[0])
    ossified = full * tables.ossified_share(name, age_years)
    shaft_ratio, metaphysis, far = tables.width_ratios(name, age_years)
    kind = name[:2]
    index = tables.metacarpal_index(sex, age_years)
    if kind == "mc":
        shaft = ossified / index * shaft_ratio / tables.width_ratios("mc3", age_years)[0]
    else:
        shaft = ossified * shaft_ratio * tables.child_width_factor(age_years)
    shaft *= person.width * float(own[1])
    share = person.metacarpal_cortex_mm / person.metacarpal_width_mm
    depth = tables.table("anatomy")["depth_over_width"][_CLASS_OF[kind]]
    return BoneSize(
        full_mm=full,
        ossified_mm=ossified,
        shaft_width_mm=shaft,
        metaphysis_width_mm=shaft * metaphysis * (1.0 + 0.03 * traits["flare"]),
        far_width_mm=shaft * far * (1.0 + 0.03 * traits["head"]),
        cortex_mm=shaft * share * _CORTEX_OVER_METACARPAL[kind],
        depth_over_width=depth,
        traits=traits,
    )


def _forearm_bone(
    name: str,
    sex: Sex,
    age_years: float,
    person: _Person,
    hand_length: float,
    own: np.ndarray,
    traits: dict[str, float],
) -> BoneSize:
    data = tables.table("anatomy")["forearm"]
    width = float(own[1]) * person.width**0.6
    metaphysis = data[f"{name}_metaphysis_over_hand_length"] * hand_length * width
    shaft = metaphysis * data[f"{name}_shaft_over_metaphysis"]
    length = data["length_over_hand_length"] * hand_length * float(own[0])
    return BoneSize(
        full_mm=length,
        ossified_mm=length,
        shaft_width_mm=shaft,
        metaphysis_width_mm=metaphysis,
        far_width_mm=shaft * (1.6 if name == "radius" else 1.9),
        cortex_mm=1.2 * person.metacarpal_cortex_mm,
        depth_over_width=tables.table("anatomy")["depth_over_width"][name],
        traits=traits,
    )
