"""The page's pure parts, run where they run: in the browser, one module at a time."""

import re
from pathlib import Path
from typing import Any

import pytest

from boneage_kp.report.page.palette import GRAPHIC, TEXT, contrast
from tests.annotate.browser.rater import Rater

STATIC = Path(__file__).parents[3] / "boneage_kp/annotate/static"
TEXTS = [
    *((front, back) for front in ("ink", "faint") for back in ("ground", "panel", "raised")),
    *((front, "panel") for front in ("accent", "ok", "warn", "bad")),
    *((front, "raised") for front in ("ok", "warn", "bad", "accent")),
    ("on-accent", "accent"),
    ("ink", "chosen"),
    ("ground", "warn"),
    ("ground", "ink"),
]
GRAPHICS = [("bar", "track"), ("edge", "panel"), ("edge", "raised"), ("accent", "chosen")]


@pytest.fixture
def parts(rater: Rater, desk: Any) -> Any:
    """`parts(module, script)`: run a script with a module's exports as `m`."""
    rater.open(desk(["one.png"], proposals=False).url)

    def run(module: str, script: str) -> Any:
        return rater.page.ask(f"import('/static/js/{module}.js').then(m => {{ {script} }})")

    return run


def test_views_keep_their_place(parts: Any) -> None:
    script = """
      const view = { scale: 0.37, x: 12.5, y: -80 }, stage = { width: 800, height: 600 };
      const on = m.toStage(view, 1234.5, 777.25), back = m.toFilm(view, on.x, on.y);
      const near = m.zoomed(view, 3, 200, 100);
      const a = m.toFilm(view, 200, 100), b = m.toFilm(near, 200, 100);
      const to = m.centred(900, 40, 4, stage);
      const from = m.whole({ width: 2000, height: 2500 }, stage);
      const start = m.between(from, to, 0, stage), end = m.between(from, to, 1, stage);
      const off = (p, q) => Math.hypot(p.x - q.x, p.y - q.y)
        + (p.scale ? Math.abs(p.scale - q.scale) : 0);
      return [off(back, { x: 1234.5, y: 777.25 }), off(a, b), off(start, from), off(end, to)];"""
    assert max(parts("view", script)) < 1e-6


def test_every_change_has_its_inverse(parts: Any) -> None:
    script = """
      const bone = { x: 1, y: 2, visibility: 2, stage: 'C', absent: false, decision: 'own' };
      const film = { sex: 'F', bones: { radius: bone, ulna: { ...bone, x: null, y: null } } };
      const one = { bones: { radius: { x: 9, stage: null } }, sex: 'M' };
      const two = { bones: { radius: { x: 7 }, ulna: { stage: 'D' } } };
      const after = m.applied(film, one), both = m.applied(after, two);
      return [m.applied(after, m.inverse(film, one)), m.applied(film, m.merged(one, two)), both,
        film].map(x => JSON.stringify(x));"""
    undone, merged, both, film = parts("record", script)
    assert undone == film and merged == both and both != film


def test_history_joins_taps_of_one_gesture_only(parts: Any) -> None:
    script = """
      const h = new m.History(), step = (x, at, label = 'nudge') => ({ label, bone: 'ulna', at,
        forth: { bones: { ulna: { x } } }, back: { bones: { ulna: { x: x - 1 } } } });
      h.push(step(1, 0), true); h.push(step(2, 300), true); h.push(step(3, 5000), true);
      h.push(step(4, 5100, 'move'), false);
      const last = [h.undo(), h.undo(), h.undo()].map(s => s.back.bones.ulna.x), none = h.undo();
      return [last, none === undefined, h.depth.redo, h.redo().forth.bones.ulna.x];"""
    assert parts("history", script) == [[3, 2, 0], True, 3, 2]


def test_the_window_maps_its_ends_to_black_and_white(parts: Any) -> None:
    script = """
      const look = { low: 100, high: 200, negative: false };
      const grey = t => [50, 100, 160, 200, 250].map(v => t[v] & 255);
      return [grey(m.lookup(look, 16)), grey(m.lookup({ ...look, negative: true }, 16)),
        m.lookup(look, 8).length];"""
    assert parts("look", script) == [[0, 0, 153, 255, 255], [255, 255, 102, 0, 0], 256]


def test_a_dark_hand_opens_the_window_and_a_bright_one_leaves_it(parts: Any) -> None:
    script = """
      const film = { low: 0, high: 255 };
      return [m.litWindow(film, { low: 20, high: 60 }), m.litWindow(film, { low: 30, high: 220 }),
        m.litWindow({ low: 0, high: 4095 }, { low: 2, high: 900 })];"""
    dark, bright, deep = parts("look", script)
    assert dark == {"low": 16, "high": 64} and bright == {"low": 0, "high": 255}
    assert deep["low"] == 0 and 900 < deep["high"] < 1000


def test_parts_in_view_lie_on_the_film(parts: Any) -> None:
    script = """
      const level = { width: 500, height: 625 }, stage = { width: 800, height: 600 };
      const all = m.inView({ scale: 0.1, x: 200, y: 10 }, stage, level, 4, 0.2);
      const some = m.inView({ scale: 2, x: -1000, y: -2000 }, stage, level, 4, 0);
      return [all, some, m.levelFor(0.24, 5, false), m.levelFor(3, 5, false),
        m.levelFor(0.001, 5, true)];"""
    everything, some, *levels = parts("film_layer", script)
    assert everything == {"x": 0, "y": 0, "width": 500, "height": 625}
    assert (some["x"], some["width"]) == (124, 102) and levels == [2, 0, 4]


def test_the_usual_hand_is_laid_on_the_points_there_are(parts: Any) -> None:
    """Turned, scaled, moved and mirrored; which hand it is, a point off the axis tells."""
    script = """
      const hand = { radius: [0, 0.5], dp3: [0.02, -0.5], dp1: [0.4, 0], mp3: [0.02, -0.3],
        ulna: [-0.1, 0.5] };
      const bones = names => Object.fromEntries(Object.keys(hand).map(name => [name, {
        visibility: 0, stage: null, absent: name === 'ulna', decision: null,
        ...(names.includes(name) ? truth(name) : { x: null, y: null }) }]));
      const side = -1, c = 600 * Math.cos(0.4), s = 600 * Math.sin(0.4);
      const truth = name => { const [x, y] = [side * hand[name][0], hand[name][1]];
        return { x: 700 + c * x - s * y, y: 800 + s * x + c * y }; };
      const film = (names, width = 2000) => ({ width, height: 2000, proposal: { bones: {} },
        bones: bones(names) });
      const off = (got, name) => { const at = got.points[name], is = truth(name);
        return Math.hypot(at.x - is.x, at.y - is.y); };
      const ends = ['radius', 'dp3'];
      const left = m.laid(film(ends), hand, false), right = m.laid(film(ends), hand, true);
      const told = m.laid(film([...ends, 'dp1']), hand, false);
      const same = { ...film(ends) }; same.bones.dp3 = { ...same.bones.radius };
      return [m.laid(film(['radius']), hand, true), [left.told, left.mirrored, off(left, 'dp1')],
        [right.told, off(right, 'dp1'), off(right, 'mp3')],
        [told.told, told.mirrored, off(told, 'mp3')], m.laid(same, hand, false),
        Object.keys(m.laid(film(ends, 600), hand, true).points)];"""
    none, left, right, told, one_place, on_film = parts("template", script)
    assert none is None and one_place is None
    assert left[:2] == [False, False] and left[2] > 100
    assert right[0] is False and max(right[1:]) < 1e-6
    assert told[:2] == [True, True] and told[2] < 1e-6
    assert "radius" in on_film and "dp3" not in on_film  # off the film nothing is offered


def test_the_clock_counts_pauses_as_half_a_minute(parts: Any) -> None:
    script = """
      let at = 0; const clock = new m.Clock(() => at);
      at = 4000; const first = clock.take(); at = 504000; clock.tick(); at = 505000;
      return [first, clock.take(), clock.take()];"""
    assert parts("clock", script) == [4, 31, 0]


def test_each_key_is_used_once_and_each_button_has_a_command(parts: Any) -> None:
    script = """
      const rows = m.KEYMAP.flatMap(g => g.rows), keys = rows.flatMap(r => r.keys);
      const known = new Set(rows.map(r => r.command));
      const buttons = [...document.querySelectorAll('[data-command]')].map(b => b.dataset.command);
      return [keys.filter((k, at) => keys.indexOf(k) !== at), buttons.filter(c => !known.has(c)),
        rows.filter(r => !r.words || !r.also).map(r => r.command)];"""
    assert parts("keymap", script) == [[], [], []]


def test_each_key_of_the_table_does_something(parts: Any) -> None:
    script = """
      return import('/static/js/keymap.js').then(({ KEYMAP }) => {
        const view = { whole() {}, film: {} };
        const made = m.commandsFor({ bones: [], confident: 1 }, { names: [] }, view,
          { help() {}, theme() {}, saving() {}, films() {}, search() {}, template() {} });
        return KEYMAP.flatMap(g => g.rows).map(r => r.command)
          .filter(c => typeof made[c] !== 'function'); });"""
    assert parts("commands", script) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrast_is_wcag_aa(theme: str) -> None:
    css = (STATIC / "style/palette.css").read_text(encoding="utf-8")
    block = css.split(':root[data-theme="dark"]')[1] if theme == "dark" else css.split("@media")[0]
    colours = dict(re.findall(r"--([\w-]+): (#\w{6});", block))
    for pairs, least in ((TEXTS, TEXT), (GRAPHICS, GRAPHIC)):
        for front, back in pairs:
            assert contrast(colours[front], colours[back]) >= least, (theme, front, back)


def test_the_page_asks_nothing_of_the_world_and_holds_no_inline_script() -> None:
    for path in STATIC.rglob("*"):
        if not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"https?://", text), path
        assert "innerHTML" not in text and "style=" not in text and "onclick=" not in text, path
        if path.suffix == ".js":
            assert text.count("\n") <= 260, path
