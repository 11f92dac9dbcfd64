from dataclasses import replace

import numpy as np
import pytest

from boneage_kp.phantom import anatomy_tables as tables
from boneage_kp.phantom.anatomy import (
    OWN_SHARE,
    PERSON_TRAIT_NAMES,
    SIZE_SD,
    cortex_mm,
    draw_anatomy,
)
from boneage_kp.phantom.parameters import AnatomyParameters
from boneage_kp.schema.records import Sex

NO_VARIATION = AnatomyParameters(
    size=0.0, bone_length=0.0, bone_width=0.0, cortex=0.0, plumpness=0.0, traits=0.0, forearm=0.0
)


def average(sex, age_years):
    return draw_anatomy(sex, age_years, NO_VARIATION, np.random.default_rng(0))


@pytest.mark.parametrize(
    ("sex", "age_years", "name", "length_mm"),
    [  # full lengths: adult ratio to hand length times Snyder's hand length at that age
        (Sex.FEMALE, 9.96, "mc3", 53.4),
        (Sex.FEMALE, 9.96, "dp5", 13.2),
        (Sex.FEMALE, 15.03, "mc2", 65.2),
        (Sex.FEMALE, 5.01, "pp1", 20.9),
        (Sex.MALE, 10.0, "pp3", 0.2466 * 150.6),
    ],
)
def test_lengths_are_those_of_the_tables(sex, age_years, name, length_mm):
    assert average(sex, age_years).bones[name].full_mm == pytest.approx(length_mm, abs=0.06)


def test_ossified_length_of_infant_metacarpals_is_the_published_one():
    # Thodberg 2019: mean of metacarpals II to IV of boys at 1 year, 24.0 mm.
    hand = average(Sex.MALE, 1.0)
    mean = np.mean([hand.bones[n].ossified_mm for n in ("mc2", "mc3", "mc4")])
    assert mean == pytest.approx(24.0, rel=0.04)


def test_cortex_solves_the_bone_health_index():
    width, length, index = 7.3, 51.3, 4.55
    t = cortex_mm(length, width, index)
    area = np.pi * width * t * (1 - t / width)
    assert 10 * area / (width ** (4 / 3) * length ** (1 / 3)) == pytest.approx(index)
    assert t == pytest.approx(1.26, abs=0.03)  # boys of 10 years


def test_an_infants_hand_is_not_an_adults_shrunk():
    infant, adult = average(Sex.MALE, 1.0), average(Sex.MALE, 18.0)

    def ratios(hand):
        mc3, pp3 = hand.bones["mc3"], hand.bones["pp3"]
        return {
            "breadth": hand.hand_breadth_mm / hand.hand_length_mm,
            "finger": hand.finger_diameter_mm / hand.hand_length_mm,
            "stout": mc3.shaft_width_mm / mc3.ossified_mm,
            "head": mc3.metaphysis_width_mm / mc3.shaft_width_mm,
            "ossified": mc3.ossified_mm / mc3.full_mm,
            "phalanx ossified": pp3.ossified_mm / pp3.full_mm,
        }

    young, old = ratios(infant), ratios(adult)
    assert young["breadth"] > 1.05 * old["breadth"]
    assert young["finger"] > 1.1 * old["finger"]
    assert young["stout"] > 1.25 * old["stout"]
    assert young["head"] < 0.9 * old["head"]
    assert young["ossified"] < 0.8 < 0.99 < old["ossified"]
    assert young["ossified"] < young["phalanx ossified"] < old["phalanx ossified"]


def test_hands_grow_with_age_and_boys_end_larger():
    for sex in Sex:
        lengths = [average(sex, age).hand_length_mm for age in np.arange(0.8, 16.0, 0.5)]
        assert (np.diff(lengths) > -1.0).all()
    assert average(Sex.MALE, 18).hand_length_mm > 1.08 * average(Sex.FEMALE, 18).hand_length_mm


def test_people_differ_by_the_declared_spread_and_bones_within_a_person_less():
    rng = np.random.default_rng(5)
    hands = [draw_anatomy(Sex.FEMALE, 10.0, AnatomyParameters(), rng) for _ in range(400)]
    sizes = np.log([hand.hand_length_mm for hand in hands])
    own = np.log([hand.bones["pp3"].full_mm / hand.hand_length_mm for hand in hands])
    assert sizes.std() == pytest.approx(SIZE_SD, rel=0.15)
    assert own.std() == pytest.approx(0.03, rel=0.15)


def test_one_variation_leaves_the_others_as_they_were():
    some = draw_anatomy(Sex.MALE, 9.0, AnatomyParameters(), np.random.default_rng(1))
    other = draw_anatomy(
        Sex.MALE, 9.0, replace(AnatomyParameters(), size=0.0), np.random.default_rng(1)
    )
    ratio = {n: some.bones[n].full_mm / other.bones[n].full_mm for n in tables.TUBULAR_BONES}
    assert np.allclose(list(ratio.values()), ratio["mc3"])
    assert some.bones["mc3"].traits == other.bones["mc3"].traits


def test_density_and_lines_belong_to_the_person():
    """One hand's bones are alike; people differ."""
    means, spreads = [], []
    for seed in range(60):
        anatomy = draw_anatomy(Sex.FEMALE, 9.0, AnatomyParameters(), np.random.default_rng(seed))
        for name in PERSON_TRAIT_NAMES:
            values = [bone.traits[name] for bone in anatomy.bones.values()]
            means.append(np.mean(values))
            spreads.append(np.std(values))
    assert 0.8 < np.std(means) < 1.2
    assert np.mean(spreads) == pytest.approx(OWN_SHARE, abs=0.05)


def test_tufts_are_narrower_than_the_bases_of_distal_phalanges():
    for age in (4.0, 9.0, 15.0):
        bone = average(Sex.FEMALE, age).bones["dp3"]
        assert 0.52 < bone.far_width_mm / bone.metaphysis_width_mm < 0.68


def test_childrens_bones_are_stouter():
    shares = [
        bone.metaphysis_width_mm / bone.ossified_mm
        for bone in (average(Sex.MALE, age).bones["pp3"] for age in (3.0, 6.0, 10.0, 17.0))
    ]
    assert shares == sorted(shares, reverse=True) and shares[0] > 1.2 * shares[-1]
