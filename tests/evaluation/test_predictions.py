import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boneage_kp.data.formats.faults import AnnotationError
from boneage_kp.evaluation.predictions import film_finder, read_predictions, write_predictions
from boneage_kp.report.results_row import failed_row, results_row
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneReading, HandReading, Sex

ROW = {
    "file": "/films/images/1.png",
    "bones": {
        "radius": {
            "xy_px": [812.5, 1630.0],
            "confidence": 0.9,
            "stage": "E",
            "posterior": {"E": 0.75, "F": 0.25},
        },
        "ulna": {"xy_px": None, "confidence": 0.0, "stage": None, "posterior": {}},
        "dp3": None,
    },
    "sex": "F",
    "score": 575,
    "bone_age_years": 10.5,
    "bone_age_bound": None,
    "age_median_years": 10.25,
    "age_mean_years": None,
    "interval_years": [9.5, None],
    "verdict": "review",
    "reasons": ["two peaks"],
    "something_later": {"kept": "out"},
}


def written(path: Path, content: object) -> Path:
    if path.suffix == ".jsonl":
        assert isinstance(content, list)
        path.write_text("".join(json.dumps(row) + "\n" for row in content), encoding="utf-8")
    else:
        path.write_text(json.dumps(content), encoding="utf-8")
    return path


def refused(path: Path, *films: str) -> str:
    with pytest.raises(AnnotationError) as caught:
        read_predictions(path, films, "tw3_rus")
    return str(caught.value)


def test_a_row_of_results_is_read_whole(tmp_path: Path) -> None:
    path = written(tmp_path / "results.jsonl", [ROW])
    (reading,) = read_predictions(path, ["images/1.png"], "tw3_rus")
    assert (reading.file_name, reading.standard_id, reading.sex) == (
        "images/1.png",
        "tw3_rus",
        Sex.FEMALE,
    )
    radius, ulna = reading.bones["radius"], reading.bones["ulna"]
    assert radius == BoneReading((812.5, 1630.0), 0.9, "E", {"E": 0.75, "F": 0.25})
    assert ulna.xy_px is None and ulna.posterior == {} and "dp3" not in reading.bones
    assert (reading.score, reading.bone_age_months, reading.bone_age_bound) == (575, 126.0, None)
    assert (reading.age_median_months, reading.age_mean_months) == (123.0, None)
    assert reading.interval_months == (114.0, None)
    assert reading.verdict == "review"


def test_rows_as_they_are_written_are_read_back(tmp_path: Path) -> None:
    (reading,) = read_predictions(written(tmp_path / "a.jsonl", [ROW]), ["images/1.png"], "tw3_rus")
    reading = replace(reading, digests={"model": "ab" * 32}, reasons=("two_peaks: at mc1.",))
    path = written(
        tmp_path / "b.jsonl", [results_row(reading), failed_row("2.png", "empty", "tw3_rus")]
    )
    first, second = read_predictions(path, ["images/1.png", "2.png"], "tw3_rus")
    assert first == reading
    assert (second.verdict, dict(second.bones)) == ("rejected", {})


def test_a_film_that_failed_has_no_bones_and_no_age(tmp_path: Path) -> None:
    row = {"file": "a.png", "bones": None, "verdict": "rejected", "reasons": ["not a film"]}
    (reading,) = read_predictions(written(tmp_path / "r.jsonl", [row]), ["a.png"], "tw3_rus")
    assert (dict(reading.bones), reading.bone_age_months, reading.verdict) == ({}, None, "rejected")


def test_plain_predictions_are_read_and_written(tmp_path: Path) -> None:
    plain = {
        "a.png": {"bones": {"mc1": [1.5, 2.25]}, "bone_age_years": 5.1},
        "b.png": {"bones": {"mc1": {"xy_px": [3, 4]}}, "bone_age_bound": "mature"},
        "c.png": None,
    }
    path = written(tmp_path / "plain.json", plain)
    readings = read_predictions(path, ["a.png", "b.png", "c.png"], "tw3_rus")
    assert [r.file_name for r in readings] == ["a.png", "b.png"]
    assert readings[0].bone_age_months == pytest.approx(61.2)
    again = json.loads(write_predictions(readings))
    assert again["a.png"]["bones"] == {"mc1": [1.5, 2.25]}
    assert (again["a.png"]["bone_age_years"], again["a.png"]["verdict"]) == (5.1, "ok")
    assert (again["b.png"]["bone_age_years"], again["b.png"]["bone_age_bound"]) == (None, "mature")


coordinates = st.floats(-1e4, 1e4).map(lambda v: round(v, 3))


@given(
    points=st.dictionaries(
        st.sampled_from(HAND.names), st.none() | st.tuples(coordinates, coordinates)
    ),
    age_months=st.none() | st.integers(0, 300).map(float),
    verdict=st.sampled_from(["ok", "review", "rejected"]),
)
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory,
    points: dict[str, tuple[float, float] | None],
    age_months: float | None,
    verdict: str,
) -> None:
    bones = {name: BoneReading(xy, 0.5, None, {}) for name, xy in points.items()}
    reading = HandReading(
        "x/ü 1.png",
        bones,
        None,
        "tw3_rus",
        None,
        age_months,
        None,
        None,
        None,
        None,
        verdict,  # type: ignore[arg-type]
        (),
    )
    path = tmp_path_factory.mktemp("again") / "p.json"
    path.write_text(write_predictions([reading]), encoding="utf-8")
    (again,) = read_predictions(path, ["x/ü 1.png"], "tw3_rus")
    assert {n: b.xy_px for n, b in again.bones.items()} == {n: v for n, v in points.items() if v}
    assert again.bone_age_months == pytest.approx(age_months, abs=1e-4)
    assert again.verdict == verdict


def test_films_are_found_by_name_or_by_the_end_of_their_path() -> None:
    named = film_finder(["images/1.png", "b/images/1.png", "2.png", "deep/2.png"])
    assert named("images/1.png") == ["images/1.png"]
    assert named("./images/1.png") == ["images/1.png"]
    assert named("/data/b/images/1.png") == ["b/images/1.png"]
    assert named("C:\\data\\images\\1.png") == ["images/1.png"]
    assert named("/data/deep/2.png") == ["deep/2.png"]
    assert named("other/2.png") == ["2.png"]
    assert named("12.png") == [] and named("1.png") == []


def test_every_fault_is_named_in_one_pass(tmp_path: Path) -> None:
    rows = [
        {"file": "a.png", "bones": {"tibia": [1, 2], "mc1": [1], "mc3": {"xy_px": [1, "x"]}}},
        {"file": "a.png"},
        {"file": "z.png", "bone_age_years": 126.0},
        {"bones": {}},
        {"file": "b.png", "bone_age_bound": "old", "verdict": "fine", "standard": "tw2_rus_uk"},
        {"file": "c.png", "interval_years": [9, 8], "bones": {"mc5": {"posterior": {"E": "x"}}}},
    ]
    path = written(tmp_path / "r.jsonl", rows)
    path.write_text(path.read_text() + "{\n", encoding="utf-8")
    text = refused(path, "a.png", "b.png", "c.png")
    assert text.startswith(f"{path}: 13 faults\n")
    for wanted in (
        "row 1, 'a.png', bone 'tibia': is unknown; known: radius ulna",
        "row 1, 'a.png', bone 'mc1', \"xy_px\": got 1 values; wanted a list of 2 numbers",
        "row 1, 'a.png', bone 'mc3', \"xy_px\"[1]",
        "row 2, 'a.png', film 'a.png': is read a second time, first in row 1",
        "row 3, 'z.png', film: has no truth",
        "wanted a number from 0 to 25 years. Ages in this file are years",
        'row 4, "file": is missing',
        "'below_first_row' or 'mature'",
        "'ok' or 'review' or 'rejected'",
        "Evaluate with --standard tw2_rus_uk",
        "wanted the lower end first",
        "bone 'mc5', \"posterior\"",
        "row 7: is no JSON",
    ):
        assert wanted in text


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ("[]", 'holds a list; wanted an object, {"film.png"'),
        ('{"file": "a.png"}\n{"file": "b.png"}', "must be called .jsonl"),
        ('{"a.png": 3}', "film 'a.png': holds 3"),
        ('{"a.png": {"bones": [1]}}', '"bones": got [1]'),
        ("\x00\x01", "is no JSON"),
    ],
)
def test_a_wrong_file_of_plain_predictions_is_refused(
    tmp_path: Path, content: str, wanted: str
) -> None:
    path = tmp_path / "p.json"
    path.write_text(content, encoding="utf-8")
    assert wanted in refused(path, "a.png")


def test_a_film_that_two_truths_may_mean_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "p.json", {"x/a/1.png": {"bones": {}}})
    assert "has no truth" in refused(path, "b/1.png")
    assert "has no truth" in refused(path, "c/x/a/1.png")
