"""The routes as docs/annotate_api.md describes them."""

import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from boneage_kp.annotate.desk import Desk
from boneage_kp.data.formats import coco
from tests.annotate.conftest import needs_http
from tests.annotate.small_desks import SIZE_HW, client_of, desk_at, saver


def first(client: Any) -> str:
    film: str = client.get("/api/films").json()["films"][0]["film"]
    return film


def test_one_action_to_the_disk_and_back(client: Any, desk: Desk) -> None:
    film = first(client)
    answer = saver(client, film)(
        bones={"radius": {"x": 12.5, "y": 30, "stage": "G", "decision": "own"}}, sex="F"
    )
    assert answer.status_code == 200
    record = answer.json()
    assert record == client.get(f"/api/films/{film}").json()
    assert record["bones"]["radius"] == {
        "x": 12.5,
        "y": 30.0,
        "visibility": 2,
        "stage": "G",
        "absent": False,
        "decision": "own",
    }
    assert (record["width"], record["height"], record["bits"]) == (70, 90, 16)
    desk.close()
    kept = coco.read(desk.store.path).records[0]
    assert (kept.file_name, kept.rater, kept.sex) == ("film-0.png", "rater-1", "F")


def test_conflicts_say_what_is_there_now(client: Any) -> None:
    film = first(client)
    old = client.get(f"/api/films/{film}").json()["version"]
    saver(client, film)(flagged=True)
    body = {"version": old, "action": "late", "changes": {"done": True}}
    answer = client.patch(f"/api/films/{film}", json=body)
    assert answer.status_code == 409
    assert answer.json()["error"]["kind"] == "film_changed"
    assert answer.json()["current"]["flagged"] is True


def test_a_lost_answer_can_be_asked_for_again(client: Any) -> None:
    film = first(client)
    version = client.get(f"/api/films/{film}").json()["version"]
    body = {"version": version, "action": "once", "seconds": 5, "changes": {"note": "x"}}
    one, two = (client.patch(f"/api/films/{film}", json=body) for _ in range(2))
    assert one.json() == two.json() and two.json()["seconds"] == 5


def test_a_changed_file_is_told_and_settled(client: Any, desk: Desk) -> None:
    save = saver(client, first(client))
    save(note="mine")
    desk.store.write()
    desk.store.path.write_text(desk.store.path.read_text().replace('"mine"', '"theirs"'))
    assert client.get("/api/status").json()["file"]["changed_outside"] is True
    answer = save(note="again")
    assert (answer.status_code, answer.json()["error"]["kind"]) == (409, "file_changed")
    assert client.post("/api/file", json={"decision": "reload"}).status_code == 200
    assert client.get(f"/api/films/{first(client)}").json()["note"] == "theirs"
    assert save(note="again").status_code == 200


def test_a_broken_foreign_file_is_not_taken(client: Any, desk: Desk) -> None:
    saver(client, first(client))(note="mine")
    desk.store.write()
    desk.store.path.write_text("{ not COCO")
    answer = client.post("/api/file", json={"decision": "reload"})
    assert (answer.status_code, answer.json()["error"]["kind"]) == (422, "refused")
    assert client.post("/api/file", json={"decision": "keep"}).status_code == 200
    assert coco.read(desk.store.path).records[0].annotation_extra["work"]["note"] == "mine"


def test_a_full_disk_is_said(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    film = first(client)
    save = saver(client, film)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("boneage_kp.annotate.journal.os.fsync", full)
        answer = save(note="lost")
    assert (answer.status_code, answer.json()["error"]["kind"]) == (507, "not_saved")
    assert client.get(f"/api/films/{film}").json()["note"] == ""
    assert save(note="kept").json()["note"] == "kept"


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ({}, 400, "bad_request"),
        ({"version": "x", "action": "a"}, 400, "bad_request"),
        ({"version": "x", "action": "a" * 65, "changes": {}}, 400, "bad_request"),
        ({"version": "x", "action": "a", "changes": {}}, 409, "film_changed"),
        ({"version": None, "action": "a", "changes": {"sex": "X"}}, 422, "refused"),
        ({"version": None, "action": "a", "seconds": "x", "changes": {}}, 422, "refused"),
    ],
)
def test_bad_actions(client: Any, body: dict, status: int, kind: str) -> None:
    film = first(client)
    if "version" in body and body["version"] is None:
        body = body | {"version": client.get(f"/api/films/{film}").json()["version"]}
    answer = client.patch(f"/api/films/{film}", json=body)
    assert (answer.status_code, answer.json()["error"]["kind"]) == (status, kind)


def test_pixels_are_the_films_own(client: Any, desk: Desk) -> None:
    film = first(client)
    truth = desk.pixels.film(next(iter(desk.films))).grey
    answer = client.get(f"/api/films/{film}/grey")
    shape = int(answer.headers["x-height"]), int(answer.headers["x-width"])
    assert shape == SIZE_HW and answer.headers["x-bits"] == "16"
    assert np.array_equal(np.frombuffer(answer.content, "<u2").reshape(shape), truth)
    low, high = int(answer.headers["x-low"]), int(answer.headers["x-high"])
    png = client.get(f"/api/films/{film}/image?format=png").content
    shown = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)
    wanted = np.clip(np.rint((truth.astype(float) - low) * 255 / (high - low)), 0, 255)
    assert np.abs(shown - wanted).max() <= 1
    small = client.get(f"/api/films/{film}/image?width=64").content
    assert cv2.imdecode(np.frombuffer(small, np.uint8), 0).shape == (82, 64)
    thumbnail = client.get(f"/api/films/{film}/thumbnail").content
    assert cv2.imdecode(np.frombuffer(thumbnail, np.uint8), 0).shape == SIZE_HW
    headers = {"If-None-Match": answer.headers["etag"]}
    again = client.get(f"/api/films/{film}/grey", headers=headers)
    assert (again.status_code, again.content) == (304, b"")


def test_a_film_that_cannot_be_read_says_why(client: Any, desk: Desk) -> None:
    listed = next(iter(desk.films))
    listed.path.write_bytes(b"%PDF-1.4")
    answer = client.get(f"/api/films/{listed.id}")
    assert answer.status_code == 422 and "PDF" in answer.json()["error"]["message"]
    assert str(listed.path.parent) not in answer.text


def test_the_list_is_paged_searched_and_sorted_by_state(client: Any) -> None:
    save = saver(client, first(client))
    save(done=True, flagged=True)
    page = client.get("/api/films?offset=1&limit=1").json()
    assert (page["total"], [f["name"] for f in page["films"]]) == (3, ["film-1.png"])
    found = client.get("/api/films?search=M-2").json()["films"]
    assert [f["name"] for f in found] == ["film-2.png"]
    for state, count in {"todo": 2, "started": 0, "done": 1, "flagged": 1, "all": 3}.items():
        assert client.get(f"/api/films?state={state}").json()["total"] == count
    assert client.get("/api/status").json()["counts"] == {
        "todo": 2,
        "started": 0,
        "done": 1,
        "flagged": 1,
    }
    for query in ("limit=0", "limit=501", "offset=-1", "order=x", "state=x", "limit=x"):
        assert client.get(f"/api/films?{query}").json()["error"]["kind"] == "bad_request"


def test_score_while_stages_change(client: Any) -> None:
    stages = dict.fromkeys((b["name"] for b in client.get("/api/setup").json()["bones"]), "F")
    body = {"sex": "F", "age_months": 120, "stages": stages}
    whole = client.post("/api/score", json=body).json()
    assert whole["missing"] == [] and whole["score"] > 0 and whole["z"] is not None
    del stages["dp5"]
    part = client.post("/api/score", json=body).json()
    assert (part["score"], part["missing"], part["estimated"]) == (None, ["dp5"], ["dp5"])
    low, high = part["interval_months"]
    assert low <= whole["bone_age_months"] <= high and low < high
    odd = client.post("/api/score", json=body | {"stages": stages | {"mp5": "A"}}).json()["odd"]
    assert odd["bone"] == "mp5" and odd["expected"] in "DEFG"
    unknown = client.post("/api/score", json=body | {"sex": None}).json()
    assert unknown["score"] is None and "sex" in unknown["reason"]
    few = client.post("/api/score", json=body | {"stages": {"radius": "G"}}).json()
    assert few["interval_months"] is None and "too few" in few["reason"]
    wrong = client.post("/api/score", json=body | {"stages": {"ulna": "I"}})
    assert wrong.status_code == 422
    assert client.post("/api/score", json={"stages": []}).status_code == 400


def test_stage_help_is_complete(client: Any) -> None:
    bones = {bone["name"]: bone["stages"] for bone in client.get("/api/setup").json()["bones"]}
    answer = client.get("/api/help/stages").json()
    for bone, stages in bones.items():
        assert [one["stage"] for one in answer["bones"][bone]] == stages
        texts = [one["text"] for one in answer["bones"][bone]]
        assert all(texts) and len(set(texts)) == len(texts)
    for one in answer["bones"]["ulna"]:
        drawing = client.get(one["drawing"])
        assert drawing.headers["content-type"] == "image/jpeg"
        assert cv2.imdecode(np.frombuffer(drawing.content, np.uint8), 0).shape == (168, 168)


@pytest.mark.alone
def test_ten_thousand_films_are_listed_at_once(tmp_path: Path) -> None:
    """Decodes nothing. A generous bound: other work may run beside the tests."""
    needs_http()
    from boneage_kp.annotate.opening import Wishes, open_desk

    folder = tmp_path / "films"
    folder.mkdir()
    paths = [folder / f"{index:05}.png" for index in range(10_000)]
    for path in paths:
        path.touch()
    desk = open_desk(folder, [(path, None, None) for path in paths], Wishes())
    client = client_of(desk)
    began = time.perf_counter()
    page = client.get("/api/films?limit=200").json()
    assert time.perf_counter() - began < 2.0
    assert (page["total"], len(page["films"])) == (10_000, 200)
    desk.close()


def test_facts_of_the_source_come_along(tmp_path: Path) -> None:
    needs_http()
    from boneage_kp.annotate.opening import Wishes, open_desk
    from boneage_kp.schema.records import BoneLabel, HandRecord, Sex

    folder = tmp_path / "films"
    desk_at(folder, 1).close()
    record = HandRecord(
        "film-0.png",
        SIZE_HW,
        {"radius": BoneLabel((9.0, 8.0), 2, "G")},
        sex=Sex.FEMALE,
        age_months=100.5,
        spacing_mm=0.3,
        side="left",
        standard_id="tw3_rus",
        rater="bert",
        image_id=7,
        image_extra={"clinic": 3},
    )
    coco.write([record], folder / "set.json")
    wishes = Wishes(rater="anna", labels=folder / "set.json")
    desk = open_desk(folder, [(folder / "film-0.png", None, None)], wishes)
    client = client_of(desk)
    film = first(client)
    seen = client.get(f"/api/films/{film}").json()
    assert (seen["sex"], seen["age_months"], seen["spacing_mm"]) == ("F", 100.5, 0.3)
    assert seen["proposal"]["source"] == "file"
    assert seen["proposal"]["bones"]["radius"]["stage"] == "G"
    assert seen["bones"]["radius"]["x"] is None, "a proposal is no label"
    radius = {"x": 9, "y": 8, "stage": "G", "decision": "accepted"}
    assert saver(client, film)(bones={"radius": radius}).status_code == 200
    desk.close()
    kept = coco.read(desk.store.path).records[0]
    assert (kept.rater, kept.side, kept.spacing_mm) == ("anna", "left", 0.3)
    assert kept.image_extra == {"clinic": 3}
    machine = kept.annotation_extra["work"]["machine"]
    assert (machine["by"], machine["bones"]["radius"]["stage"]) == ("bert", "G")
