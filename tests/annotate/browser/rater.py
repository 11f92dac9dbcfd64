"""A person at the page: looks, presses keys, drags with mouse and fingers, waits."""

import json
import time
from typing import Any

from tests.browser import Page

PATIENCE_S = 20
STORE = "import('/static/js/store.js').then(({ store: { state } }) => %s)"
# Key name -> (code, Windows key code) where they do not follow from the letter.
KEYS = {
    " ": ("Space", 32),
    "Enter": ("Enter", 13),
    "Escape": ("Escape", 27),
    "Delete": ("Delete", 46),
    "ArrowLeft": ("ArrowLeft", 37),
    "ArrowUp": ("ArrowUp", 38),
    "ArrowRight": ("ArrowRight", 39),
    "ArrowDown": ("ArrowDown", 40),
    "?": ("Slash", 191),
    "/": ("Slash", 191),
}
SHIFT, CTRL = 8, 2


class Rater:
    """Drives one tab through real input events."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, url: str, width: int = 1280, height: int = 900, dark: bool = False) -> None:
        """Open the page and wait until a film can be worked on."""
        self.page.open("about:blank")
        self.page.open(url, width, height, dark)
        self.sees("state.film !== null && state.look !== null && state.help !== null")

    def state(self, what: str) -> Any:
        """Part of the page's state, e.g. `film.bones.radius`."""
        return json.loads(self.page.ask(STORE % f"JSON.stringify(state.{what} ?? null)"))

    def sees(self, condition: str) -> None:
        """Wait until a condition on the state holds."""
        self.until(STORE % f"Boolean({condition})")

    def until(self, expression: str) -> None:
        """Wait until an expression is true; the browser is asked again and again."""
        begun = time.monotonic()
        while not self.page.ask(expression):
            assert time.monotonic() - begun < PATIENCE_S, (expression, self.page.complaints)

    def saved(self) -> None:
        self.sees("state.saving.kind === 'saved'")

    def press(self, key: str, modifiers: int = 0) -> None:
        code, number = KEYS[key] if key in KEYS else (f"Key{key.upper()}", ord(key.upper()))
        if key.isdigit():
            code = f"Digit{key}"
        event = {"key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": modifiers}
        self.page.send("Input.dispatchKeyEvent", type="rawKeyDown", **event)
        self.page.send("Input.dispatchKeyEvent", type="keyUp", **event)

    def tap(self, command: str) -> None:
        """Tap the first visible button of a command with a finger."""
        self.touch([self.button(command)])

    def click(self, command: str) -> None:
        """Click the first visible button of a command by mouse."""
        place = self.button(command)
        self.drag(*place, *place, steps=0)

    def button(self, command: str) -> tuple[float, float]:
        """The middle of a button, brought into view."""
        x, y = self.page.ask(
            f"(() => {{ const b = [...document.querySelectorAll('[data-command={command}]')]"
            ".find(e => e.offsetParent); b.scrollIntoView({block: 'nearest'});"
            "const r = b.getBoundingClientRect();"
            "return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        return x, y

    def drag(
        self, x: float, y: float, to_x: float, to_y: float, button: str = "left", steps: int = 5
    ) -> None:
        """Press, move in steps, let go; pixels of the window."""
        mouse = {"button": button, "clickCount": 1}
        self.page.send("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        self.page.send("Input.dispatchMouseEvent", type="mousePressed", x=x, y=y, **mouse)
        for step in range(1, steps + 1):
            part = step / steps
            at = {"x": x + (to_x - x) * part, "y": y + (to_y - y) * part}
            self.page.send("Input.dispatchMouseEvent", type="mouseMoved", **at, **mouse)
        self.page.send("Input.dispatchMouseEvent", type="mouseReleased", x=to_x, y=to_y, **mouse)

    def click_film(self, x_px: float, y_px: float) -> None:
        """Click a place of the film, in its pixels."""
        x, y = self.page.ask(
            "Promise.all([import('/static/js/store.js'), import('/static/js/view.js')]).then("
            "([{ store }, view]) => {"
            f"const at = view.toStage(store.state.view, {x_px}, {y_px});"
            "const box = document.getElementById('stage').getBoundingClientRect();"
            "return [box.x + at.x, box.y + at.y]; })"
        )
        self.drag(x, y, x, y, steps=0)

    def touch(self, *paths: list[tuple[float, float]]) -> None:
        """Fingers down at the first places, along the paths, and up."""
        for at, kind in enumerate(["touchStart"] + ["touchMove"] * (len(paths[0]) - 1)):
            points = [{"x": p[at][0], "y": p[at][1], "id": n} for n, p in enumerate(paths)]
            self.page.send("Input.dispatchTouchEvent", type=kind, touchPoints=points)
        self.page.send("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def place_of(self, bone: str) -> tuple[float, float]:
        """Where a bone's point is in the window, worked out from what the page draws with."""
        x, y = self.page.ask(
            "Promise.all([import('/static/js/store.js'), import('/static/js/record.js'),"
            "import('/static/js/view.js')]).then(([{ store }, record, view]) => {"
            f"const p = record.pointOf(store.state.film, '{bone}');"
            "const at = view.toStage(store.state.view, p.x, p.y);"
            "const box = document.getElementById('stage').getBoundingClientRect();"
            "return [box.x + at.x, box.y + at.y]; })"
        )
        return x, y
