"""Nothing is lost: server gone, page closed, two tabs, a changed file."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.annotate.browser.rater import Rater

FILMS = ["one.png", "two.png"]
OFFLINE = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}


def offline(rater: Rater, gone: bool) -> None:
    rater.page.send("Network.enable")
    rater.page.send("Network.emulateNetworkConditions", offline=gone, **OFFLINE)


def test_actions_wait_while_the_server_is_away(rater: Rater, desk: Callable[..., Any]) -> None:
    rater.open(desk(FILMS).url)
    rater.sees("state.film.proposal.state === 'ready'")
    offline(rater, True)
    rater.press("c")
    rater.press("j")
    rater.press("d")
    rater.sees("state.saving.kind === 'offline'")
    said = rater.page.ask("document.getElementById('save-words').textContent")
    assert "Offline" in said and "kept" in said
    offline(rater, False)
    rater.press("y")  # what is on its way, with a button to try again
    rater.until("document.querySelectorAll('#saving li').length > 0")
    rater.page.ask("document.querySelector('#saving .closing button').click()")
    rater.saved()
    rater.open(rater.page.ask("location.origin") + "/")
    assert (
        rater.state("film.bones.mp5.stage") == "C" and rater.state("film.bones.ulna.stage") == "D"
    )


def test_a_page_closed_offline_sends_its_actions_later(
    rater: Rater, desk: Callable[..., Any]
) -> None:
    url = desk(FILMS).url
    rater.open(url)
    rater.sees("state.film.proposal.state === 'ready'")
    offline(rater, True)
    rater.press("c")
    rater.sees("state.saving.kind === 'offline'")
    rater.page.open("about:blank")
    offline(rater, False)
    rater.open(url)
    rater.sees("state.film.bones.mp5.stage === 'C'")
    rater.saved()
    assert rater.page.ask("!Object.keys(localStorage).some(k => k.includes('outbox'))")


def test_a_server_started_anew_gets_what_the_old_one_missed(
    rater: Rater, desk: Callable[..., Any]
) -> None:
    first = desk(FILMS)
    rater.open(first.url)
    rater.sees("state.film.proposal.state === 'ready'")
    first.stop()
    rater.press("c")
    rater.sees("state.saving.kind === 'offline'")
    second = desk(FILMS, port=first.port)
    rater.until("!document.getElementById('banner').hidden")  # the old session is over
    rater.open(second.url)
    rater.saved()
    rater.open(rater.page.ask("location.origin") + "/")
    assert rater.state("film.bones.mp5.stage") == "C"


def test_an_action_that_is_refused_can_be_given_up(rater: Rater, desk: Callable[..., Any]) -> None:
    rater.open(desk(FILMS).url)
    rater.sees("state.film.proposal.state === 'ready'")
    # No hand can do this; a fault of the page or of the server could.
    rater.page.ask(
        "Promise.all([import('/static/js/outbox.js'), import('/static/js/store.js')]).then("
        "([{ Outbox }]) => { const add = Outbox.prototype.add; Outbox.prototype.add ="
        "function (film, changes, seconds) { Outbox.prototype.add = add;"
        "add.call(this, film, { bones: { mp5: { stage: 'Q' } } }, seconds); }; })"
    )
    rater.press("c")
    rater.until("document.getElementById('saving').open")
    assert "Not saved" in rater.page.ask("document.getElementById('save-words').textContent")
    rater.page.ask(
        "[...document.querySelectorAll('#saving button')]"
        ".find(b => b.textContent.startsWith('Give up')).click()"
    )
    rater.saved()
    rater.sees("state.film.bones.mp5.stage === null")


def test_a_film_changed_elsewhere_shows_both_values(rater: Rater, desk: Callable[..., Any]) -> None:
    rater.open(desk(FILMS).url)
    rater.sees("state.film.proposal.state === 'ready'")
    elsewhere = {"bones": {"mp5": {"stage": "E"}}, "flagged": True}
    rater.page.ask(
        "import('/static/js/store.js').then(({ store: { state: { film } } }) =>"
        "fetch(`/api/films/${film.film}`, { method: 'PATCH', headers: { 'Content-Type':"
        "'application/json' }, body: JSON.stringify({ version: film.version, action: 'other',"
        f"seconds: 1, changes: {json.dumps(elsewhere)} }}) }}).then(a => a.status))"
    )
    rater.press("c")
    rater.until("document.getElementById('conflict').open")
    assert rater.state("saving.kind") == "conflict"
    table = rater.page.ask("document.querySelector('#conflict table').textContent")
    assert "stage C" in table and "stage E" in table
    rater.page.ask("document.querySelector('#conflict input[value=mine]').click()")
    rater.page.ask("document.querySelector('#conflict button.main').click()")
    rater.saved()
    assert rater.state("film.bones.mp5.stage") == "C"
    assert rater.state("film.flagged")  # what was no conflict came along


def test_a_foreign_annotation_file_is_asked_about(
    rater: Rater, desk: Callable[..., Any], tmp_path: Path
) -> None:
    sat = desk(FILMS)
    rater.open(sat.url)
    rater.sees("state.film.proposal.state === 'ready'")
    rater.press("c")
    rater.saved()
    sat.desk.store.write()
    path = next(tmp_path.glob("annotations.*.json"))
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    rater.press("d")
    rater.until("document.getElementById('file-conflict').open")
    rater.page.ask("document.querySelector('#file-conflict button.main').click()")
    rater.saved()
    assert rater.state("film.bones.mp5.stage") == "D"
