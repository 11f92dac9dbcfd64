"""Numbers of hand anatomy by age and sex, read from `tables/` and interpolated."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from boneage_kp.schema.records import Sex

RAYS = (1, 2, 3, 4, 5)
TUBULAR_BONES: tuple[str, ...] = (
    "radius",
    "ulna",
    *(f"mc{ray}" for ray in RAYS),
    *(f"pp{ray}" for ray in RAYS),
    *(f"mp{ray}" for ray in RAYS[1:]),
    *(f"dp{ray}" for ray in RAYS),
)
HAND_BONES = TUBULAR_BONES[2:]


@cache
def table(name: str) -> dict[str, Any]:
    """The JSON file `tables/<name>.json`; its `source` entries say where numbers come from."""
    path = Path(__file__).parent / "tables" / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def hand_length_mm(sex: Sex, age_years: float) -> float:
    """Mean distance from the wrist crease to the tip of the middle finger."""
    return _by_age(sex, age_years, "age_years", "hand_length_mm")


def hand_breadth_mm(sex: Sex, age_years: float) -> float:
    """Mean breadth across the knuckles, skin included."""
    return _by_age(sex, age_years, "age_years", "hand_breadth_mm")


def finger_diameter_mm(sex: Sex, age_years: float) -> float:
    """Mean diameter of the middle finger, skin included; infants keep the ratio of age 2."""
    return _digit_mm(sex, age_years, "middle_finger_diameter_mm")


def thumb_diameter_mm(sex: Sex, age_years: float) -> float:
    """Mean diameter of the thumb, skin included; infants keep the ratio of age 2."""
    return _digit_mm(sex, age_years, "thumb_diameter_mm")


def full_length_mm(name: str, hand_length: float) -> float:
    """Joint to joint length of a metacarpal or phalanx, cartilage included."""
    return table("anatomy")["length_over_hand_length"]["values"][name] * hand_length


def ossified_share(name: str, age_years: float) -> float:
    """Share of the full length that a film shows: shaft, growth plate and epiphysis."""
    data = table("anatomy")["ossified_share"]
    share = float(np.interp(age_years, data["age_years"], data["metacarpal"]))
    return share if name.startswith("mc") else 1.0 - data["phalanx_factor"] * (1.0 - share)


def metacarpal_index(sex: Sex, age_years: float) -> float:
    """Length over midshaft width of metacarpals II to IV."""
    data = table("anatomy")["length_over_width"]
    index = float(np.interp(age_years, data["age_years"], data["metacarpal_2_4"]))
    return index + (data["girls_extra"] if sex is Sex.FEMALE else 0.0)


def bone_health_index(sex: Sex, age_years: float) -> float:
    """Mean index of cortical bone; see the table for its formula."""
    data = table("anatomy")["bone_health_index"]
    return float(np.interp(age_years, data["age_years"], data[sex.value]))


def width_ratios(name: str, age_years: float) -> tuple[float, float, float]:
    """(adult's shaft width / length, growing metaphysis / shaft, far end / shaft) at an age."""
    data = table("anatomy")["widths"]
    shaft, metaphysis, far = data["values"][name]
    growth = data["flare_growth"]
    kind = {"mc": "metacarpal", "dp": "distal"}.get(name[:2], "phalanx")
    near_share = float(np.interp(age_years, growth["age_years"], growth[kind]))
    far_share = float(np.interp(age_years, growth["age_years"], growth[f"{kind}_far"]))
    return shaft, 1.0 + near_share * (metaphysis - 1.0), 1.0 + far_share * (far - 1.0)


def child_width_factor(age_years: float) -> float:
    """How much broader for its length a child's phalanx is than an adult's."""
    data = table("anatomy")["widths"]["child_factor"]
    return float(np.interp(age_years, data["age_years"], data["factor"]))


def ulnar_variance_mm(age_years: float) -> float:
    """Mean height of the ulna's metaphysis over the radius's; negative: the ulna is shorter."""
    data = table("anatomy")["forearm"]
    return float(np.interp(age_years, data["ulnar_variance_age_years"], data["ulnar_variance_mm"]))


def _by_age(sex: Sex, age_years: float, ages: str, values: str) -> float:
    data = table("anatomy")["hand_size"][sex.value]
    return float(np.interp(age_years, data[ages], data[values]))


def _digit_mm(sex: Sex, age_years: float, values: str) -> float:
    data = table("anatomy")["hand_size"][sex.value]
    first = data["finger_age_years"][0]
    measured = float(np.interp(age_years, data["finger_age_years"], data[values]))
    if age_years >= first:
        return measured
    # An infant's fingers are plump: their thickness falls less with size than their length.
    return measured * (hand_length_mm(sex, age_years) / hand_length_mm(sex, first)) ** 0.8
