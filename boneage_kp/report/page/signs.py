"""Small signs in SVG that say a verdict or a mark without its colour."""

from boneage_kp.report.page.markup import Attributes, Html, tag
from boneage_kp.schema.records import Verdict

_TICK = "M3.5 10.5 8 15 16.5 5"
_TRIANGLE = "M10 2.5 18.5 17.5 1.5 17.5Z M10 8V12.2 M10 14.6V14.9"
_CROSS = "M4.5 4.5 15.5 15.5 M15.5 4.5 4.5 15.5"
_DASH = "M5 10H15"
# "unchecked" is no verdict: what a whole-image system has read, for which there are no checks.
_PATHS: dict[str, str] = {
    "ok": _TICK,
    "review": _TRIANGLE,
    "rejected": _CROSS,
    "unchecked": _DASH,
}


def verdict_sign(verdict: Verdict | str) -> Html:
    """A tick, a triangle with an exclamation mark, a cross, or a dash; read out nowhere, for the
    words stand beside it."""
    line: Attributes = {
        "d": _PATHS[verdict],
        "fill": "none",
        "stroke": "currentColor",
        "stroke-width": 2,
        "stroke-linecap": "round",
        "stroke-linejoin": "round",
    }
    shape: Attributes = {"viewBox": "0 0 20 20", "width": 20, "height": 20, "aria-hidden": "true"}
    return tag("svg", {"class": "sign", **shape}, tag("path", line))
