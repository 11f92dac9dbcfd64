"""A strict reader of our own HTML: every element closed, in order, as browsers would see it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "img", "input", "link", "meta"}
SAID = ("alt", "aria-label", "title", "placeholder", "data-name")


@dataclass
class Element:
    name: str
    attributes: dict[str, str | None]
    children: list["Element | str"] = field(default_factory=list)

    def all(self, name: str = "") -> Iterator["Element"]:
        """This element and what is in it, by name; "" for all."""
        if not name or self.name == name:
            yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.all(name)

    def text(self) -> str:
        return "".join(c if isinstance(c, str) else c.text() for c in self.children)

    def words(self) -> Iterator[str]:
        """Every text a person gets, seen or read out."""
        if self.name in ("style", "script"):
            return
        for key in SAID:
            if self.attributes.get(key):
                yield str(self.attributes[key])
        for child in self.children:
            if isinstance(child, Element):
                yield from child.words()
            elif child.strip():
                yield child

    def where(self, key: str, value: str) -> list["Element"]:
        return [e for e in self.all() if value in (e.attributes.get(key) or "").split()]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"<{tag}> has an attribute twice: {names}"
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].name == tag, f"</{tag}> ends <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read_html(page: str) -> Element:
    """The tree of a page; what is not closed in order is an error."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert len(reader.open) == 1, f"not closed: {[e.name for e in reader.open[1:]]}"
    return reader.open[0]
