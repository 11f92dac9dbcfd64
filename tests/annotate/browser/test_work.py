"""The page at work in a real browser: open, look, drag, nudge, rate, undo, save, come back."""

import json
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from boneage_kp.annotate.proposals import NetworkReader
from boneage_kp.engine.films import Film
from boneage_kp.schema.records import BoneReading, HandReading
from tests.annotate.browser.desks import phantom, reader
from tests.annotate.browser.rater import CTRL, SHIFT, Rater

SIZE_PX = 384
FILMS = ["a/one.png", "a/two.png", "b/three.png"]
RADIUS = "film.bones.radius"


@pytest.fixture
def seated(rater: Rater, desk: Callable[..., Any]) -> Rater:
    """A rater before the first film, its proposal ready."""
    rater.open(desk(FILMS).url)
    rater.sees("state.film.proposal.state === 'ready'")
    return rater


def test_opens_with_the_token_and_hides_it(seated: Rater) -> None:
    seated.until("document.querySelectorAll('#film-rows [role=option]').length === 3")
    assert seated.page.ask("document.getElementById('film-name').textContent") == "one.png"
    assert "token" not in seated.page.ask("location.href")
    assert seated.page.ask("[...document.querySelectorAll('.tile img')].length") >= 8
    seated.until("/\\d y/.test(document.getElementById('bone-age').textContent)")
    assert seated.page.complaints == []


def test_uncertain_bones_come_first_and_space_accepts_them(seated: Rater) -> None:
    assert seated.state("bone") == "mp5"
    seated.press(" ")
    seated.sees("state.film.bones.mp5.decision === 'accepted'")
    assert seated.state("bone") == "ulna"
    assert seated.state("view.scale") > 1  # zoomed to the bone
    seated.press(" ", SHIFT)
    seated.sees(
        "Object.values(state.film.bones).filter(b => b.decision === 'accepted').length === 11"
    )
    seated.press("r")
    assert seated.state("film.bones.ulna.decision") == "rejected"
    assert seated.state("film.bones.ulna.x") is None
    seated.saved()


def test_drag_moves_a_point_by_as_much_as_the_hand(seated: Rater) -> None:
    before = seated.state("film.proposal.bones.radius")
    x, y = seated.place_of("radius")
    scale = seated.state("view.scale")
    seated.drag(x + 3, y + 2, x + 43, y + 22)
    seated.saved()
    after = seated.state(RADIUS)
    assert after["x"] == pytest.approx(before["x"] + 40 / scale, abs=0.02)
    assert after["y"] == pytest.approx(before["y"] + 20 / scale, abs=0.02)
    assert after["decision"] == "corrected" and after["stage"] is None
    assert seated.state("bone") == "radius"


def test_nudge_by_one_and_ten_and_undo_them_as_one(seated: Rater) -> None:
    start = seated.state("film.proposal.bones.mp5")
    seated.press("ArrowRight")
    seated.press("ArrowRight")
    seated.press("ArrowUp", SHIFT)
    after = seated.state("film.bones.mp5")
    assert after["x"] == pytest.approx(start["x"] + 2) and after["y"] == pytest.approx(
        start["y"] - 10
    )
    assert seated.state("depth.undo") == 1
    seated.press("z", CTRL)
    assert seated.state("film.bones.mp5.x") is None
    seated.press("z", CTRL | SHIFT)
    assert seated.state("film.bones.mp5") == after
    seated.saved()


def test_stage_by_key_moves_the_bone_age(seated: Rater) -> None:
    seated.sees("state.score !== null")
    before = seated.state("score.score")
    stage = seated.state("film.proposal.bones.mp5.stage")
    seated.press("c" if stage != "C" else "d")
    seated.sees(f"state.score?.score !== {before} && state.score?.from_proposal.length === 12")
    bone = seated.state("film.bones.mp5")
    assert bone["stage"] in "CD" and bone["decision"] == "corrected" and bone["x"] is not None
    seated.press("j")
    assert seated.state("bone") == "ulna"
    seated.press("i")  # the ulna has none: said, not done
    assert "no stage I" in seated.state("message")
    assert seated.state("film.bones.ulna.stage") is None


def test_undo_without_limit_takes_every_kind_of_action_back(seated: Rater) -> None:
    untouched = seated.state("film.bones")
    keys = ["c", "v", "j", "x", "j", "r", "q", *"defgdefgdefg", "Delete"]
    for key in keys:
        seated.press(key)
    depth = seated.state("depth.undo")
    assert depth == len(keys) - 2  # all but the two steps to another bone
    for _ in range(depth):
        seated.press("z", CTRL)
    assert seated.state("film.bones") == untouched and not seated.state("film.flagged")
    assert seated.state("depth") == {"undo": 0, "redo": depth}
    seated.saved()


def test_zoom_pan_and_whole(seated: Rater) -> None:
    whole = seated.state("view")
    at = {"x": 600, "y": 400}
    seated.page.send("Input.dispatchMouseEvent", type="mouseWheel", deltaX=0, deltaY=-240, **at)
    seated.sees(f"state.view.scale > {whole['scale'] * 1.3}")
    near = seated.state("view")
    assert (600 - 256 - whole["x"]) / whole["scale"] == pytest.approx(
        (600 - 256 - near["x"]) / near["scale"], abs=0.5
    )  # the film under the pointer stayed there
    seated.drag(420, 700, 450, 720)
    assert seated.state("view.x") == pytest.approx(near["x"] + 30)
    seated.press("0")
    seated.sees(f"Math.abs(state.view.scale - {whole['scale']}) < 1e-9")


def test_window_by_drag_by_keys_and_back(seated: Rater) -> None:
    seated.press("9")  # a dark film opens windowed to the hand
    first = seated.state("look")
    canvas = "document.getElementById('film-canvas').getContext('2d')"
    lit = f"{canvas}.getImageData(300, 400, 1, 1).data[0]"
    dark = seated.page.ask(f"new Promise(requestAnimationFrame).then(() => {lit})")
    seated.drag(500, 400, 380, 320, button="right")
    narrow = seated.state("look")
    assert narrow["high"] - narrow["low"] < 0.75 * (first["high"] - first["low"])
    seated.page.ask("new Promise(requestAnimationFrame)")
    assert seated.page.ask(f"new Promise(requestAnimationFrame).then(() => {lit})") != dark
    seated.press("9")
    assert seated.state("look") == first
    seated.press("8")
    assert seated.state("look.low") < first["low"]  # brighter
    seated.press("n")
    assert seated.state("look.negative")
    assert seated.state("depth.undo") == 0  # a view is no action


def test_everything_is_there_again_after_a_reload(seated: Rater) -> None:
    seated.press("e")
    seated.press("q")
    seated.press("j")
    seated.press("x")
    seated.saved()
    kept = seated.state("film.bones")
    seated.open(seated.page.ask("location.origin") + "/")
    assert seated.state("film.bones") == kept and seated.state("film.flagged")
    assert seated.state("film.seconds") > 0


def test_all_settled_then_enter_marks_done_and_opens_the_next(seated: Rater) -> None:
    seated.press("Enter")
    seated.sees("state.film.name === 'a/two.png'")
    assert "13 bones open" in seated.state("message")
    seated.press("Enter", SHIFT)
    seated.sees("state.film.name === 'a/one.png'")
    seated.press(" ", SHIFT)
    for _ in range(3):
        seated.press(" ")
    seated.press("Enter")
    seated.sees("state.film.name === 'a/two.png'")
    seated.saved()
    assert seated.state("rows[0].state") == "done"
    assert seated.page.complaints == []


def test_stages_of_all_bones_leave_no_interval_and_one_out_of_line_is_pointed_at(
    seated: Rater,
) -> None:
    seated.sees("state.score?.interval_months")
    head = "document.getElementById('interval-head').textContent"
    assert seated.page.ask(head) == "90 % interval"
    seated.press(" ", SHIFT)
    for _ in range(3):
        seated.press(" ")
    seated.until(f"{head} === 'One stage off'")
    note = seated.page.ask("document.getElementById('result-note').textContent")
    assert "Your stages count as certain: no interval" in note and "radius" in note
    assert seated.page.ask("document.getElementById('odd').hidden")
    seated.press("a" if seated.state("film.bones.ulna.stage") > "D" else "h")
    seated.sees("state.score?.odd?.bone === state.bone")
    assert "out of line" in seated.page.ask("document.getElementById('odd').textContent")


def test_checks_of_the_machine_and_what_it_did_not_find_are_told(
    rater: Rater, desk: Callable[..., Any]
) -> None:
    def unsure() -> NetworkReader:
        sure = reader(SIZE_PX)

        def read(film: Film) -> HandReading:
            said = sure.read(film)
            bones = dict(said.bones) | {"mp5": BoneReading(None, 0.05, None, {})}
            reasons = ("bone_absent: not found: mp5", "sex_unknown: sex is not given")
            return replace(said, bones=bones, verdict="rejected", reasons=reasons)

        return NetworkReader(read, "stand-in")

    rater.open(desk(["one.png"], make_reader=unsure).url)
    rater.sees("state.film.proposal.state === 'ready'")
    rater.until("!document.getElementById('checks').hidden")
    said = rater.page.ask("document.getElementById('checks').textContent")
    assert "reject" in said and "Not found: mp5" in said and "sex" not in said
    assert rater.page.ask("document.getElementById('bone-state').textContent") == (
        "Not found by the machine"
    )
    rater.until("document.getElementById('film-rows').textContent.includes('✕ checks')")
    assert rater.page.complaints == []


def test_two_clicks_place_all_thirteen_to_be_dragged(
    rater: Rater, desk: Callable[..., Any]
) -> None:
    rater.open(desk(FILMS, proposals=False).url)
    truth = phantom(SIZE_PX).record.bones
    note = "document.getElementById('stage-note').textContent"
    assert "* to place all 13" in rater.page.ask(note)
    rater.press("j")
    rater.press("*")
    rater.sees("state.laying && state.bone === 'radius'")
    for bone in ("radius", "dp3"):
        rater.sees(f"state.bone === '{bone}'")
        rater.until(f"{note}.includes('two points, and the others follow')")
        rater.click_film(*(truth[bone].xy_px or ()))
    rater.sees("!state.laying && state.film.template")
    assert len(rater.state("film.template.points")) == 13
    assert rater.state("film.bones.mc3.x") is None  # shown, and not a label yet
    length = math.dist(truth["radius"].xy_px or (), truth["dp3"].xy_px or ())
    where = rater.state("film.template.points")
    off = [math.dist((at["x"], at["y"]), truth[b].xy_px or ()) for b, at in where.items()]
    assert max(off) < 0.35 * length and sorted(off)[6] < 0.1 * length
    one_side = where["dp1"]["x"]
    rater.press("*")
    rater.sees(f"Math.abs(state.film.template.points.dp1.x - {one_side}) > 20")
    rater.press("*")
    rater.sees(f"Math.abs(state.film.template.points.dp1.x - {one_side}) < 1e-6")
    # A drag and a stage make labels of them; Space keeps a point as it is.
    x, y = rater.place_of("mc3")
    rater.drag(x, y, x + 12, y + 6)
    rater.press("f")
    rater.press("j")
    rater.press(" ")
    rater.saved()
    bones = rater.state("film.bones")
    done = [name for name, bone in bones.items() if bone["x"] is not None]
    assert len(done) == 4 and {"radius", "dp3", "mc3"} < set(done)
    assert bones["mc3"]["stage"] == "F" and bones["mc3"]["decision"] == "own"
    rater.open(rater.page.ask("location.origin") + "/")
    assert rater.state("film.bones") == bones and rater.state("film.template") is None
    rater.press("*")  # points are there now: at once
    rater.sees("Object.keys(state.film.template.points).length === 13")
    assert rater.page.complaints == []


def test_without_proposals_a_click_places_the_bone(rater: Rater, desk: Callable[..., Any]) -> None:
    rater.open(desk(FILMS, proposals=False).url)
    assert "Click the growth plate" in rater.page.ask(
        "document.getElementById('stage-note').textContent"
    )
    rater.drag(600, 500, 600, 500, steps=0)
    rater.sees("state.film.bones.radius.decision === 'own'")
    assert rater.state(RADIUS)["visibility"] == 2
    rater.press("g")
    rater.saved()
    assert json.dumps(rater.state(RADIUS)["stage"]) == '"G"'
