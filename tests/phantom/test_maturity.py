import os

import numpy as np
import pytest

from boneage_kp.phantom.anatomy_tables import HAND_BONES, table
from boneage_kp.phantom.maturity import (
    TEMPO_RANGE_YEARS,
    draw_subject,
    natural_maturity,
    stage_of,
)
from boneage_kp.phantom.maturity_course import maturity_at, top_maturity
from boneage_kp.phantom.parameters import SamplingParameters
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import Sex

FULL = bool(os.environ.get("BONEAGE_FULL"))


@pytest.mark.parametrize("sex", list(Sex))
def test_the_integer_part_of_m_is_the_stage_at_its_onset(sex):
    for name in HAND.names:
        for number, age in enumerate(table("stage_onset")["onset_years"][sex.value][name], 1):
            assert maturity_at(name, sex, age) == pytest.approx(number, abs=1e-6)
            assert int(maturity_at(name, sex, age - 0.01)) == number - 1


def test_the_ulna_ends_at_H():
    assert stage_of(maturity_at("ulna", Sex.MALE, 25.0)) == "H"
    assert stage_of(maturity_at("radius", Sex.MALE, 25.0)) == "I"
    assert top_maturity("ulna") < 8 < 9 > top_maturity("mc1")


@pytest.mark.parametrize("sex", list(Sex))
def test_natural_medians_are_the_stage_ages(sex):
    """Half of the hands have reached a stage at the tempo at which it begins."""
    rng = np.random.default_rng(2)
    count = 4000 if FULL else 500
    for name in ("radius", "ulna", "pp3", "dp5"):
        onsets = table("stage_onset")["onset_years"][sex.value][name]
        for number in (2, 4, 6):
            drawn = [
                natural_maturity(sex, onsets[number - 1], rng.standard_normal(20))[name]
                for _ in range(count)
            ]
            reached = float(np.mean([m >= number for m in drawn]))
            assert reached == pytest.approx(0.5, abs=2.5 / np.sqrt(count))


def test_natural_scatter_is_modest_and_kinds_go_together():
    rng = np.random.default_rng(0)
    drawn = [natural_maturity(Sex.MALE, 10.0, rng.standard_normal(20)) for _ in range(600)]
    m = {name: np.array([one[name] for one in drawn]) for name in HAND.names}
    assert 0.1 < m["radius"].std() < 0.7
    assert np.corrcoef(m["pp3"], m["pp5"])[0, 1] > 0.3
    assert abs(np.corrcoef(m["pp3"], m["ulna"])[0, 1]) < 0.2


def test_no_scatter_gives_the_same_hand_at_a_tempo():
    fixed = SamplingParameters(sex="F", tempo_years=8.0, bone_scatter=0.0, age_scatter=0.0)
    one, two = (draw_subject(fixed, np.random.default_rng(k)) for k in (1, 2))
    assert one.maturity == two.maturity and one.age_years == two.age_years == 8.0


def test_unrated_bones_follow_their_neighbours():
    rng = np.random.default_rng(4)
    for _ in range(100):
        m = draw_subject(SamplingParameters(), rng).maturity
        assert set(HAND_BONES) < set(m)
        assert abs(m["mc2"] - m["mc3"]) < 0.8
        assert abs(m["pp4"] - 0.5 * (m["pp3"] + m["pp5"])) < 0.8


def test_natural_tempo_is_uniform_over_the_curve_and_ages_stay_near_it():
    rng = np.random.default_rng(6)
    people = [draw_subject(SamplingParameters(sex="M"), rng) for _ in range(800)]
    low, high = TEMPO_RANGE_YEARS[Sex.MALE]
    tempo = np.array([p.tempo_years for p in people])
    counts, _ = np.histogram(tempo, bins=5, range=(low, high))
    assert counts.min() > 110 and counts.max() < 210
    age = np.array([p.age_years for p in people])
    middle = (tempo > 5) & (tempo < 15)
    assert 0.7 < (age - tempo)[middle].std() < 1.05
    assert age.min() > 0.4 and age.max() <= 19.0


@pytest.mark.parametrize("sex", list(Sex))
def test_balanced_stages_come_about_equally_often(sex):
    rng = np.random.default_rng(7)
    parameters = SamplingParameters(mode="balanced", sex=sex.value)
    count = 20000 if FULL else 3000
    hits = {name: np.zeros(9) for name in HAND.names}
    for _ in range(count):
        for name, m in draw_subject(parameters, rng).maturity.items():
            if name in hits:
                hits[name][int(m)] += 1
    for name in HAND.names:
        stages = 8 if name == "ulna" else 9
        share = hits[name][:stages] / count * stages
        slack = 4.0 * np.sqrt(stages / count)
        assert share.max() < 1.5 + slack and share.min() > 1 / 1.5 - slack, name
        assert hits[name][stages:].sum() == 0


def test_mixed_hands_are_natural_and_balanced_ones_in_equal_shares():
    modes = {mode: SamplingParameters(mode=mode) for mode in ("mixed", "natural", "balanced")}
    balanced = 0
    for seed in range(300):
        drawn = {
            mode: draw_subject(one, np.random.default_rng(seed)) for mode, one in modes.items()
        }
        rated = {
            mode: [subject.maturity[name] for name in HAND.names] for mode, subject in drawn.items()
        }
        assert rated["mixed"] in (rated["natural"], rated["balanced"])
        balanced += rated["mixed"] == rated["balanced"]
    assert 120 < balanced < 180


def test_in_wider_mixed_hands_a_neighbour_tells_less_of_a_stage():
    def untold(parameters):
        """SD of what is left of pp3's maturity when that of mp3 is known."""
        subjects = [draw_subject(parameters, np.random.default_rng(seed)) for seed in range(600)]
        m = np.array([[s.maturity["pp3"], s.maturity["mp3"]] for s in subjects])
        inner = m[(m > 1.0).all(axis=1) & (m < 8.0).all(axis=1)]
        return float(
            np.std(inner[:, 0] - np.polyval(np.polyfit(inner[:, 1], inner[:, 0], 3), inner[:, 1]))
        )

    narrow, wide = (
        untold(SamplingParameters(mode="balanced")),
        untold(SamplingParameters(mode="mixed", bone_scatter=2.0)),
    )
    assert wide > 1.5 * narrow
