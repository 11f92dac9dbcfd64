"""From two raters' files to a list, and from the list to the page with both readings."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from boneage_kp.annotate.adjudication import Adjudication
from boneage_kp.annotate.film_answers import ListQuery, list_answer, record_answer
from boneage_kp.cli.main import main
from boneage_kp.data.formats import coco
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, HandRecord, Sex
from tests.annotate.small_desks import SIZE_HW, desk_at


def hand(name: str, rater: str, stage: str = "F") -> HandRecord:
    bones = {
        bone: BoneLabel((5.0 + 4 * k, 80.0 - 5 * k), 2, "F") for k, bone in enumerate(HAND.names)
    }
    bones["mp5"] = replace(bones["mp5"], stage=stage)
    return HandRecord(name, SIZE_HW, bones, sex=Sex.FEMALE, standard_id="tw3_rus", rater=rater)


def test_the_list_opens_with_both_readings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ["film-0.png", "film-1.png", "film-2.png"]
    coco.write([hand(name, "anna") for name in names], tmp_path / "a.json")
    coco.write(
        [hand(name, "bert", stage) for name, stage in zip(names, "FCD", strict=True)],
        tmp_path / "b.json",
    )
    target = tmp_path / "lists" / "adjudicate.json"
    target.parent.mkdir()
    files = [str(tmp_path / "a.json"), str(tmp_path / "b.json")]
    assert main(["check-dataset", "--agreement", *files, "-o", str(target)]) == 0
    assert "2 films to adjudicate" in capsys.readouterr().out
    assert json.loads(target.read_text())["raters"][0] == {"name": "anna", "file": "../a.json"}
    desk = desk_at(tmp_path, 3, rater="chief", agreement_list=target)
    page = list_answer(desk, ListQuery(0, 10, desk.order, "all", ""))
    assert [row["name"] for row in page["films"]] == ["film-1.png", "film-2.png"]
    assert page["films"][0]["reasons"] == ["mp5: F and C"]
    film = desk.films.named("film-1.png")
    assert film is not None
    readings = record_answer(desk, film, desk.work_of(film))["readings"]
    assert [(r["rater"], r["bones"]["mp5"]["stage"]) for r in readings] == [
        ("anna", "F"),
        ("bert", "C"),
    ]
    assert readings[0]["bone_age_months"] > readings[1]["bone_age_months"]
    assert record_answer(desk, film, desk.work_of(film))["bones"]["mp5"]["stage"] is None
    desk.close()


def test_another_json_is_refused(tmp_path: Path) -> None:
    for text in ("[]", "{", '{"films": [1], "raters": []}'):
        path = tmp_path / "list.json"
        path.write_text(text)
        with pytest.raises(ValueError, match="check-dataset --agreement"):
            Adjudication.load(path)
