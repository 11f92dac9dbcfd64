"""`tag`: HTML and SVG that cannot be broken by what it shows.

Whatever is not `Html` is text and is escaped; only `tag`, `joined` and the style sheet make `Html`.
"""

from collections.abc import Iterable, Mapping
from html import escape

_VOID = frozenset({"br", "img", "input", "link", "meta"})
# Control characters are no HTML text; a reader sees that something stood there.
_CONTROLS = {code: "\ufffd" for code in (*range(32), *range(127, 160)) if code not in (9, 10)}
# Characters that turn the direction of what follows: a file name must not rearrange the page.
_CONTROLS |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd")
# Halves of a pair, which no encoder takes; file names hold them where bytes are no UTF-8.
_CONTROLS |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")

Attributes = Mapping[str, str | float | bool | None]


class Html(str):
    """Finished markup, never escaped again."""

    __slots__ = ()


def text(raw: str) -> Html:
    """Any text as markup; line ends and signs that are no text are shown as such."""
    return Html(escape(raw.translate(_CONTROLS), quote=True))


def tag(name: str, attributes: Attributes | None = None, *content: str) -> Html:
    """One element.

    attributes:  None and False leave an attribute out, True writes its bare name.
    content:     `Html` as it is, other text escaped.
    """
    inner = joined(content)
    end = "" if name in _VOID else f"</{name}>"
    return Html(f"<{name}{''.join(_attributes(attributes or {}))}>{inner}{end}")


def joined(pieces: Iterable[str]) -> Html:
    """Pieces one after the other, plain text escaped."""
    return Html("".join(one if isinstance(one, Html) else text(one) for one in pieces))


def _attributes(attributes: Attributes) -> Iterable[str]:
    for name, value in attributes.items():
        if value is None or value is False:
            continue
        if value is True:
            yield f" {name}"
        elif isinstance(value, str):
            yield f' {name}="{text(value)}"'
        else:
            yield f' {name}="{round(value, 2):g}"'
