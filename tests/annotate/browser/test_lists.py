"""Long lists, hostile names, two readings, a phone, and what everybody must be able to use."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from boneage_kp.data.formats import coco
from boneage_kp.schema.records import HandRecord
from tests.annotate.browser.desks import phantom
from tests.annotate.browser.rater import SHIFT, Rater

NAMELESS = """[...document.querySelectorAll('button, input, select, textarea, [tabindex="0"]')]
  .filter(e => e.offsetParent && !(e.textContent.trim() || e.ariaLabel || e.labels?.length))
  .map(e => e.outerHTML)"""
# Controls that a finger has to hit, too small on the narrow page.
SMALL = """[...document.querySelectorAll('button')].filter(e => e.offsetParent)
  .filter(e => { const r = e.getBoundingClientRect(); return r.height < 36 || r.width < 36; })
  .map(e => e.dataset.command ?? e.textContent)"""


def test_a_folder_of_500_films(rater: Rater, desk: Callable[..., Any]) -> None:
    names = [f"ward {i % 5}/film {i:03d}.png" for i in range(500)]
    rater.open(desk(names, proposals=False).url)
    rater.sees("state.rows.length === 500")
    assert rater.page.ask("document.querySelectorAll('#film-rows > *').length") < 60
    rater.press("/")
    rater.page.send("Input.insertText", text="FILM 49")
    rater.until(
        "document.querySelectorAll('#film-rows [role=option]').length === 11"
    )  # and the open one
    rater.page.ask("document.querySelectorAll('#film-rows [role=option]')[10].click()")
    rater.sees("state.film.name === 'ward 4/film 499.png'")
    rater.page.ask(
        "{const s = document.getElementById('search'); s.value = '';"
        "s.dispatchEvent(new Event('input')); document.getElementById('stage').focus()}"
    )
    rater.press("Enter")
    assert "last film" in rater.state("message")
    rater.until("document.getElementById('film-place').textContent === '500 / 500'")
    rater.press("q")
    rater.saved()
    rater.page.ask(
        "{const s = document.getElementById('state'); s.value = 'flagged';"
        "s.dispatchEvent(new Event('change'))}"
    )
    rater.until("document.querySelectorAll('#film-rows [role=option]').length === 1")


def test_names_are_text_and_never_markup(rater: Rater, desk: Callable[..., Any]) -> None:
    name = "<img src=x onerror=alert(1)> & '\"<b>.png"
    rater.open(desk([name]).url)
    rater.sees("state.film.proposal.state === 'ready'")
    rater.press("c")
    rater.press("y")
    assert rater.page.ask("document.getElementById('film-name').textContent") == name
    assert name in rater.page.ask("document.getElementById('film-rows').textContent")
    assert rater.page.ask("document.querySelectorAll('b.x, img[src=x], #top b').length") == 0
    assert rater.page.complaints == []


def test_names_of_people_are_shown_where_they_were_asked_for(
    rater: Rater, desk: Callable[..., Any]
) -> None:
    rater.open(desk(["one.png"], proposals=False).url)
    assert rater.page.ask("document.getElementById('identity').hidden")
    rater.page.ask(
        "import('/static/js/store.js').then(({ store }) => store.set({ film: {"
        "...store.state.film, film: 'f', identity: { name: 'A <b>B</b>', born: '20150302' } } }))"
    )
    rater.until("!document.getElementById('identity').hidden")
    said = rater.page.ask("document.getElementById('identity').textContent")
    assert said == "Name A <b>B</b> · Born 20150302"


def test_labels_of_a_file_are_not_called_the_machines(
    rater: Rater, desk: Callable[..., Any], tmp_path: Path
) -> None:
    labels = tmp_path / "labels.json"
    coco.write([replace(phantom(384).record, file_name="one.png")], labels)
    rater.open(desk(["one.png"], proposals=False, labels=labels).url)
    rater.sees("state.film.proposal.state === 'ready'")
    said = "document.getElementById('bone-state').textContent"
    rater.until(f"{said} === 'Proposed by the file'")


def test_a_phone(rater: Rater, desk: Callable[..., Any]) -> None:
    rater.open(desk(["one.png", "two.png"]).url, 390, 844)
    row = rater.page.ask("document.querySelector('#film-rows [role=option] .name').textContent")
    assert row == "one.pngto do"
    rater.sees("state.film.proposal.state === 'ready'")
    assert rater.page.ask("document.documentElement.scrollWidth") <= 390
    assert rater.page.ask("document.getElementById('work').scrollWidth") <= 390
    assert (
        rater.page.ask("(e => e.scrollWidth - e.clientWidth)(document.getElementById('toolbar'))")
        <= 0
    )
    assert rater.page.ask(SMALL) == []
    x, y = rater.place_of("mc1")
    before = rater.state("film.proposal.bones.mc1.x")
    scale = rater.state("view.scale")
    rater.page.send("Emulation.setTouchEmulationEnabled", enabled=True)
    rater.touch([(x, y), (x + 10, y), (x + 30, y)])
    rater.sees("state.film.bones.mc1.x !== null")
    moved = rater.state("film.bones.mc1.x") - before
    assert abs(moved - 30 / scale) < 0.6 / scale
    rater.touch([(100, 250), (80, 250), (60, 250)], [(200, 250), (230, 250), (260, 250)])
    rater.sees(f"state.view.scale > {scale * 1.5}")
    rater.tap("stage-C")
    rater.sees("state.film.bones.mc1.stage === 'C'")
    rater.tap("films")
    rater.page.ask("document.querySelectorAll('#film-rows [role=option]')[1].click()")
    rater.sees("state.film.name === 'two.png'")
    rater.page.send("Emulation.setTouchEmulationEnabled", enabled=False)
    rater.saved()
    assert rater.page.complaints == []


def reading(rater: str, change: dict[str, str]) -> HandRecord:
    record = phantom(384, 0).record
    bones = {
        name: replace(label, stage=change.get(name, label.stage), maturity=None)
        for name, label in record.bones.items()
    }
    return replace(record, file_name="one.png", rater=rater, standard_id="tw3_rus", bones=bones)


def test_two_readings_on_one_film(
    rater: Rater, desk: Callable[..., Any], tmp_path_factory: Any
) -> None:
    place: Path = tmp_path_factory.mktemp("raters")
    coco.write([reading("ann", {"mc3": "D"})], place / "a.json")
    coco.write([reading("bob", {"mc3": "F"})], place / "b.json")
    document = {
        "films": [{"file_name": "one.png", "reasons": ["mc3: D and F"]}],
        "raters": [{"name": "ann", "file": "a.json"}, {"name": "bob", "file": "b.json"}],
    }
    (place / "list.json").write_text(json.dumps(document), encoding="utf-8")
    sat = desk(["one.png"], proposals=False, rater="judge", agreement_list=place / "list.json")
    rater.open(sat.url)
    assert rater.state("bone") == "mc3"  # the bone in dispute comes first
    shown = rater.page.ask("document.getElementById('raters').textContent")
    assert "ann" in shown and "bob" in shown and "Stages differ at mc3" in shown
    offer = "document.querySelector('[data-command=accept-all]').textContent"
    assert rater.page.ask(offer) == "Accept 12 agreed"
    rater.press(" ", SHIFT)
    rater.sees("state.film.bones.radius.decision === 'own' && state.film.bones.mc3.x === null")
    assert rater.page.ask(offer) == "None agreed" and rater.state("bone") == "mc3"
    rater.press("2")
    rater.sees("state.film.bones.mc3.stage === 'F'")
    rater.press("1")
    rater.sees("state.film.bones.mc3.stage === 'D' && state.film.bones.mc3.x !== null")
    rater.saved()
    assert rater.page.complaints == []


def test_everything_has_a_name_and_a_key(rater: Rater, desk: Callable[..., Any]) -> None:
    rater.open(desk(["one.png"]).url)
    assert rater.page.ask(NAMELESS) == []
    rater.press("?")
    rater.until("document.getElementById('help').open")
    told = rater.page.ask("document.getElementById('help').textContent")
    for words in ("Undo", "Absent", "Loupe", "Flag", "Stage of the bone", "10 pixels"):
        assert words in told
    rater.press("Escape")
    rater.until("!document.getElementById('help').open")
    # A key typed into a field is text, no command.
    rater.page.ask("document.getElementById('note').focus()")
    rater.page.send("Input.insertText", text="cx")
    assert rater.state("depth.undo") == 0
    rater.page.ask("document.getElementById('age').focus()")
    rater.page.send("Input.insertText", text="3")
    assert rater.state("film.bones.radius.stage") is None


@pytest.mark.parametrize("width", [821, 981, 1024, 1240, 1366, 1440, 1920])
def test_nothing_is_cut_off_at_any_width(
    rater: Rater, desk: Callable[..., Any], width: int
) -> None:
    rater.open(desk(["one.png"]).url, width, 900)
    rater.sees("state.score !== null")
    for part in ("toolbar", "top", "bones", "side"):
        wide, room = rater.page.ask(
            f"(e => [e.scrollWidth, e.clientWidth])(document.getElementById('{part}'))"
        )
        assert wide <= room, part


def test_motion_is_left_out_where_it_is_unwanted(rater: Rater, desk: Callable[..., Any]) -> None:
    rater.open(desk(["one.png"]).url)
    rater.sees("state.film.proposal.state === 'ready'")
    calm = {"name": "prefers-reduced-motion", "value": "reduce"}
    rater.page.send("Emulation.setEmulatedMedia", features=[calm])
    whole = rater.state("view.scale")
    rater.press("z")
    near = rater.state("view.scale")  # at once, in the same task
    rater.page.ask("new Promise(done => setTimeout(done, 250))")
    assert near > 2 * whole and rater.state("view.scale") == near
