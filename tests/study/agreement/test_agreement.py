"""Two raters, by hand-counted figures."""

from dataclasses import replace

import pytest

from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, HandRecord, Sex
from boneage_kp.standards import bone_age, load_standard, total_score
from boneage_kp.study.agreement.disputed import AgreementLimits, disputed_films
from boneage_kp.study.agreement.measure import agreement
from boneage_kp.study.agreement.words import bland_altman_png, to_text

STANDARD = load_standard("tw3_rus")


def hand(name: str, **stages: str) -> HandRecord:
    """A hand of stages F, 100 px long, at 0.2 mm a pixel."""
    bones = {
        bone: BoneLabel((10.0 + k, 200.0 - k), 2, stages.get(bone, "F"))
        for k, bone in enumerate(HAND.names)
    }
    return HandRecord(
        name,
        (300, 250),
        bones,
        sex=Sex.FEMALE,
        spacing_mm=0.2,
        standard_id="tw3_rus",
        given_hand_length_px=100.0,
    )


def moved(record: HandRecord, bone: str, dx: float, dy: float) -> HandRecord:
    label = record.bones[bone]
    assert label.xy_px is not None
    xy_px = (label.xy_px[0] + dx, label.xy_px[1] + dy)
    return replace(record, bones={**record.bones, bone: replace(label, xy_px=xy_px)})


def with_label(record: HandRecord, bone: str, label: BoneLabel) -> HandRecord:
    return replace(record, bones={**record.bones, bone: label})


FIRST = [hand("1"), hand("2"), hand("3"), hand("only first")]
SECOND = [
    moved(hand("1", radius="G"), "ulna", 3, 4),
    with_label(hand("2", radius="D"), "dp5", BoneLabel(absent=True)),
    moved(hand("3"), "ulna", 0, 1),
]


def test_figures() -> None:
    found = agreement(FIRST, SECOND, STANDARD, ("a", "b"))
    assert (len(found.films), found.only_first, found.only_second) == (3, 1, 0)
    bones = {bone.bone: bone for bone in found.bones}
    assert bones["ulna"].median_share == pytest.approx(0.01)  # of 0.05, 0, 0.01
    assert bones["ulna"].median_mm == pytest.approx(0.2)
    radius = bones["radius"]
    assert (radius.stages, radius.exact) == (3, pytest.approx(1 / 3))
    assert radius.within_one == pytest.approx(2 / 3)
    assert (bones["dp5"].points, bones["dp5"].one_placed, bones["dp5"].stages) == (2, 1, 2)
    assert (found.overall.points, found.overall.stages) == (38, 38)
    assert bones["ulna"].kappa is None, "one stage alone: chance agrees fully"
    assert found.overall.kappa is not None and found.overall.kappa < 1


def test_bone_ages() -> None:
    found = agreement(FIRST, SECOND, STANDARD, ("a", "b"))
    ages = []
    for radius in "FG":
        stages = dict.fromkeys(HAND.names, "F") | {"radius": radius}
        score = total_score(STANDARD, Sex.FEMALE, stages).total
        ages.append(bone_age(STANDARD, Sex.FEMALE, score).age_months)
    assert ages[0] is not None and ages[1] is not None
    step = ages[1] - ages[0]
    assert found.age.pairs_months == ((ages[0], ages[1]), (ages[0], ages[0]))
    assert found.age.bias_months == pytest.approx(step / 2)
    assert found.age.limits_months is not None
    reach = 1.96 * step / 2**0.5
    assert found.age.limits_months[1] == pytest.approx(step / 2 + reach)


def test_the_list_names_what_is_beyond_the_limits() -> None:
    found = agreement(FIRST, SECOND, STANDARD, ("a", "b"))
    listed = disputed_films(found, STANDARD, AgreementLimits())
    assert {film.file_name: film.reasons for film in listed} == {
        "2": ("radius: F and D", "dp5: placed by one, absent for the other"),
        "1": ("ulna: points 5.0 % of hand length apart",),
    }
    weights = [film.weight for film in listed]
    assert weights == sorted(weights, reverse=True)
    assert not disputed_films(
        agreement(FIRST, FIRST, STANDARD, ("a", "b")), STANDARD, AgreementLimits()
    )


def test_words_and_plot() -> None:
    found = agreement(FIRST, SECOND, STANDARD, ("anna", "bert"))
    text = to_text(found)
    assert "3 films read by both anna and bert; 1 by anna alone" in text
    assert "bone age, 2 films: bert less anna" in text
    pytest.importorskip("matplotlib", reason="draws the plot")
    picture = bland_altman_png(found)
    assert picture is not None and picture.startswith(b"\x89PNG")
    nothing = agreement(FIRST[3:], SECOND, STANDARD, ("anna", "bert"))
    assert bland_altman_png(nothing) is None and "no film has" in to_text(nothing)


def test_two_standards_do_not_compare() -> None:
    other = replace(hand("1"), standard_id="tw2_rus_uk")
    with pytest.raises(ValueError, match="--standard tw2_rus_uk"):
        agreement(FIRST, [other], STANDARD, ("a", "b"))
