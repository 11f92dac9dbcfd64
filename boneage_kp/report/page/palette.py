"""Colours of the pages, light and dark. A test holds every pair that carries meaning to WCAG AA.

Okabe-Ito hues, darkened or lightened until they can be read; nothing is said by colour alone.
"""

from typing import NamedTuple

LIGHT = {
    "ground": "#f4f5f7",
    "panel": "#ffffff",
    "ink": "#15181d",
    "faint": "#535b66",
    "rule": "#d5d9df",
    "accent": "#0b5a94",
    "ok": "#00694c",
    "review": "#8a5300",
    "rejected": "#a63c00",
    "reader": "#87336a",
    "bar": "#33618a",
    "bar-weak": "#8291a1",
    "track": "#e8ebef",
    "band-one": "#cfdfed",
    "band-two": "#e6eef6",
    "film": "#000000",
    "film-ink": "#ffffff",
}
DARK = {
    "ground": "#101216",
    "panel": "#191c21",
    "ink": "#eef0f3",
    "faint": "#a9b1bc",
    "rule": "#353b44",
    "accent": "#7ec0f0",
    "ok": "#41c79c",
    "review": "#f0b03c",
    "rejected": "#ff9055",
    "reader": "#e79cc8",
    "bar": "#76aede",
    "bar-weak": "#6e7b8a",
    "track": "#2a2f37",
    "band-one": "#2b4258",
    "band-two": "#202c38",
    "film": "#000000",
    "film-ink": "#ffffff",
}


class Pair(NamedTuple):
    """A foreground on a background, and the least contrast it needs."""

    front: str
    back: str
    least: float


TEXT, GRAPHIC = 4.5, 3.0
PAIRS = (
    *(
        Pair(front, back, TEXT)
        for front in ("ink", "faint", "accent", "ok", "review", "rejected", "reader")
        for back in ("ground", "panel")
    ),
    Pair("ink", "track", TEXT),
    Pair("faint", "track", TEXT),
    Pair("ink", "band-one", TEXT),
    Pair("faint", "band-two", TEXT),
    Pair("ink", "band-two", TEXT),
    Pair("film-ink", "film", TEXT),
    *(Pair(front, "panel", GRAPHIC) for front in ("bar", "bar-weak")),
    *(Pair(front, "band-one", GRAPHIC) for front in ("bar", "reader", "accent")),
)


def variables(colours: dict[str, str]) -> str:
    """CSS custom properties."""
    return "".join(f"--{name}:{value};" for name, value in colours.items())


def contrast(front: str, back: str) -> float:
    """WCAG 2 contrast of two colours '#rrggbb', 1 to 21."""
    light, dark = sorted((_luminance(front), _luminance(back)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
