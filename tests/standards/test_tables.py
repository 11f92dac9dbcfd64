"""Every table the package ships: complete, rising, summing up, equal to an independent copy."""

import json
from fractions import Fraction

import numpy as np
import pytest

from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import Sex
from boneage_kp.standards import bone_ages_months, list_standards, load_standard
from tests.conftest import REFERENCE
from tests.standards import naive

COPIES = REFERENCE / "standards"
needs_reference = pytest.mark.skipif(
    not COPIES.is_dir(), reason=f"no reference copies of the tables in {COPIES}"
)
ALL = sorted(list_standards())
RUS = ("tw3_rus", "tw2_rus_uk", "tw2_rus_japan", "tw3c_rus_china")
# A number that changes, changes ages: then change the digest here and say so in CHANGELOG.md.
DIGESTS = {
    "rus_chn": "316ad6261a73bd872b150ff9839b129048edd5d3a582ecd8b9b434f1c8a7eeff",
    "tw2_rus_japan": "adda98a449f9ae31ea18dcfd9428b5e3b944a2050f6697cbc7a019e3a46ea962",
    "tw2_rus_uk": "387fbb9b207be5c04a0493b54972a80ce417a584ab7754434501c3144a791663",
    "tw3_carpal": "06fda5bf91e013b3af9156abe2b97aec0ebf71749b3375b5537206beaec809a8",
    "tw3_rus": "3060cad64aba10ba6e2e42b1e19f19103ab5b88b875f7084e5aba6291aa318b8",
    "tw3c_rus_china": "2d9caa92db43a15fd7fc51deb59a2a7f721b7f331c1526cb031fa76948bddf7a",
}
CHILDREN = {"M": "boys", "F": "girls"}


def copy_of(name: str) -> dict:
    return json.loads((COPIES / f"{name}.json").read_text(encoding="utf-8"))


def test_the_six_standards_are_there() -> None:
    assert set(ALL) == {*RUS, "rus_chn", "tw3_carpal"}


def test_no_number_changed_unnoticed() -> None:
    """Holds where there is no reference copy to compare with; ages depend on every cell."""
    assert {i: load_standard(i).digest for i in ALL} == DIGESTS


@pytest.mark.parametrize("standard_id", ALL)
@pytest.mark.parametrize("sex", ["M", "F"])
def test_invariants(standard_id: str, sex: str) -> None:
    standard = load_standard(standard_id)
    points = naive.points(standard_id, sex)
    assert list(points) == list(standard.bones)
    for bone, by_stage in points.items():
        assert tuple(by_stage) == standard.stages[bone]
        worth = list(by_stage.values())
        assert worth[0] == 0 and worth == sorted(worth)
        assert standard.scores[Sex(sex)][bone] == tuple(worth)
    assert sum(max(by_stage.values()) for by_stage in points.values()) == 1000
    scores, ages = zip(*naive.curve(standard_id, sex), strict=True)
    assert list(scores) == sorted(scores) and scores[-1] == 1000
    assert all(young < old for young, old in zip(ages, ages[1:], strict=False))


@pytest.mark.parametrize("standard_id", ALL)
@pytest.mark.parametrize("sex", ["M", "F"])
def test_every_score_equals_the_naive_age(standard_id: str, sex: str) -> None:
    months, bounds = bone_ages_months(load_standard(standard_id), Sex(sex), np.arange(1001))
    for score in range(1001):
        expected = naive.age_years(standard_id, sex, score)
        if isinstance(expected, Fraction):
            assert bounds[score] == 0
            assert months[score] == pytest.approx(float(12 * expected), abs=1e-9)
        else:
            assert bounds[score] == {"below_first_row": -1, "mature": 1}[expected]
            assert np.isnan(months[score])


def test_only_tw_letters_on_the_schema_bones_read_films() -> None:
    assert {i for i in ALL if load_standard(i).reads_films()} == set(RUS)
    for standard_id in RUS:
        standard = load_standard(standard_id)
        assert standard.bones == HAND.names and len(standard.stages["ulna"]) == 8
    with pytest.raises(ValueError, match="'rus_chn' cannot be used to read films.*not TW letters"):
        load_standard("rus_chn").check_reads_films()
    with pytest.raises(ValueError, match="'tw3_carpal' cannot.*other bones: capitate"):
        load_standard("tw3_carpal").check_reads_films()


def test_the_source_of_every_table_states_its_rules() -> None:
    for standard_id, folder in list_standards().items():
        text = (folder / "SOURCE.md").read_text(encoding="utf-8")
        for words in ("linear interpolation", "the first, lowest age counts", "Below the first"):
            assert words in text, (standard_id, words)


@needs_reference
@pytest.mark.parametrize("standard_id", RUS)
def test_all_232_rus_cells(standard_id: str) -> None:
    copy = copy_of("tw_rus_scores")["scores"]
    ours = {s: naive.points(standard_id, s) for s in CHILDREN}
    assert ours == {s: copy[children] for s, children in CHILDREN.items()}
    assert sum(len(stages) for bones in ours.values() for stages in bones.values()) == 232


def reference_curve(standard_id: str, children: str) -> tuple[list[int], list[float]]:
    name, scores = {
        "tw3_rus": ("tw3_rus_age", "sms"),
        "tw2_rus_uk": ("tw2_rus_age", "sms"),
        "tw3c_rus_china": ("tw3c_rus_china_age", "score"),
        "tw3_carpal": ("tw3_carpal_age", "score"),
        "tw2_rus_japan": ("tw2_japan_age", "score"),
    }[standard_id]
    copy = copy_of(name)
    if standard_id == "tw2_rus_japan":
        table = copy["table_0.1y"][children]["RUS"]
    else:
        table = copy["table"][children]
    return table[scores], table["age_years"]


@needs_reference
@pytest.mark.parametrize("standard_id", [*RUS, "tw3_carpal"])
@pytest.mark.parametrize("sex", ["M", "F"])
def test_every_row_of_the_age_tables(standard_id: str, sex: str) -> None:
    curve = load_standard(standard_id).curves[Sex(sex)]
    scores, ages = reference_curve(standard_id, CHILDREN[sex])
    assert list(curve.scores) == scores
    assert list(curve.ages_years) == ages


@needs_reference
@pytest.mark.parametrize("sex", ["M", "F"])
def test_carpal_and_chinese_scores(sex: str) -> None:
    carpal = copy_of("tw_carpal_and_20bone_scores")["carpal_scores"][CHILDREN[sex]]
    assert naive.points("tw3_carpal", sex) == carpal
    chinese = copy_of("rus_chn")["scores"][CHILDREN[sex]]
    ours = {b: list(v.values()) for b, v in naive.points("rus_chn", sex).items()}
    assert ours == {bone: [0, *worth] for bone, worth in chinese.items()}


@needs_reference
@pytest.mark.parametrize(("sex", "start"), [("M", 18), ("F", 45)])
def test_chinese_curve_is_the_polynomial(sex: str, start: int) -> None:
    coefficients = copy_of("rus_chn")["polynomial"]["coefficients_low_to_high"][CHILDREN[sex]]
    exact = [Fraction(c) for c in coefficients]
    curve = load_standard("rus_chn").curves[Sex(sex)]
    assert curve.scores == tuple(range(start, 1001))
    for score, years in zip(curve.scores, curve.ages_years, strict=True):
        assert years == pytest.approx(
            float(sum(c * score**i for i, c in enumerate(exact))), abs=1e-6
        )


@needs_reference
@pytest.mark.parametrize("sex", ["M", "F"])
def test_substitute_sd_and_stage_onsets(sex: str) -> None:
    standard, children = load_standard("tw3_rus"), CHILDREN[sex]
    sds = copy_of("reference_sd")["greulich_pyle_brush_foundation"][children]
    assert standard.reference_sd is not None and standard.stage_onsets is not None
    assert [list(row) for row in standard.reference_sd.rows[Sex(sex)]] == sds
    for bone, stages in copy_of("stage_ages")["ages"][children].items():
        onsets = tuple(stage["tw3_ba_transition"] for stage in stages.values())
        assert standard.stage_onsets.years[Sex(sex)][bone] == onsets
