"""The growth plates on a page: close-up, name, stage, and the probabilities of all stages."""

import numpy as np

from boneage_kp.report.close_up import SIDE_PX, CloseUp, close_ups
from boneage_kp.report.overlay_film import SURE
from boneage_kp.report.page.facts import PageFacts
from boneage_kp.report.page.film import jpeg_uri
from boneage_kp.report.page.markup import Html, tag
from boneage_kp.report.page.words import bone_words
from boneage_kp.schema.records import BoneReading, HandReading

_MAX_JPEG_BYTES = 22_000
_COLUMN, _BAR_HEIGHT, _LETTERS = 18, 40, 15  # px of the posterior's drawing
_FELT = 0.005  # probabilities below are not read out


def bones_section(facts: PageFacts, grey: np.ndarray, reading: HandReading) -> Html:
    """A card a bone.

    grey, reading:  the upright film and its points.
    """
    words = facts.words
    pictures = close_ups(grey, reading, facts.schema)
    cards = [_card(facts, name, pictures.get(name)) for name in facts.schema.names]
    last = max((names[-1] for names in facts.standard.stages.values()), default="")
    # In the place that thirteen cards leave free in rows of seven.
    note = tag("li", {"class": "note"}, words("close_ups_note", last=last))
    return tag(
        "section",
        {"class": "card bones-card", "aria-labelledby": "h-bones"},
        tag("h2", {"id": "h-bones"}, words("close_ups")),
        tag("ul", {"class": "bones"}, *cards, note),
    )


def _card(facts: PageFacts, name: str, picture: CloseUp | None) -> Html:
    words, title = facts.words, bone_words(name, facts.words)
    machine, counts = facts.machine.bone(name), facts.counts.bone(name)
    change = facts.changed.get(name)
    stage = counts.stage or words("not_found_short")
    head = [tag("h3", {}, title), tag("span", {"class": "letter"}, stage)]
    said = []
    if counts.xy_px is not None and counts.confidence < SURE:
        said.append(words("unsure"))
    if change is not None:
        old = change.old
        said.append(words("machine_none") if old is None else words("machine_was", stage=old))
    if counts.stage is None and counts.xy_px is not None:
        said.append(words("stage_unknown"))
    note = [tag("p", {"class": "small"}, " · ".join(said))] if said else []
    kind = "bone changed" if change else "bone"
    return tag(
        "li",
        {"class": kind, "id": f"bone-{name}"},
        _picture(facts, title, picture),
        tag("div", {"class": "name"}, *head),
        _posterior(facts, name, machine, counts),
        *note,
    )


def _picture(facts: PageFacts, title: str, picture: CloseUp | None) -> Html:
    if picture is None:
        return tag("div", {"class": "absent"}, tag("span", {}, facts.words("close_up_absent")))
    return tag(
        "img",
        {
            "src": jpeg_uri(picture.grey, _MAX_JPEG_BYTES, quality=84),
            "alt": facts.words("close_up_alt", bone=title),
            "width": SIDE_PX,
            "height": SIDE_PX,
        },
    )


def _posterior(facts: PageFacts, name: str, machine: BoneReading, counts: BoneReading) -> Html:
    """A column a stage of the bone; the one that counts is filled, a reader's has a diamond."""
    stages = facts.standard.stages[name]
    most = max(len(names) for names in facts.standard.stages.values())
    size = {"viewBox": f"0 0 {most * _COLUMN} {_BAR_HEIGHT + _LETTERS + 2}", "class": "posterior"}
    felt = [f"{s} {facts.words.percent(p)}" for s, p in machine.posterior.items() if p >= _FELT]
    alt = facts.words("posterior_alt", stages=", ".join(felt))
    if not felt:
        alt = facts.words("posterior_none")
    changed = name in facts.changed
    columns = [
        _column(place, stage, machine.posterior.get(stage, 0.0), stage == counts.stage, changed)
        for place, stage in enumerate(stages)
    ]
    return tag("svg", {**size, "role": "img", "aria-label": alt}, *columns)


def _column(place: int, stage: str, probability: float, counts: bool, changed: bool) -> Html:
    x, middle = place * _COLUMN + 2, place * _COLUMN + _COLUMN / 2
    high = round(_BAR_HEIGHT * min(max(probability, 0.0), 1.0), 1)
    box = {"x": x, "width": _COLUMN - 4}
    track = tag("rect", {**box, "y": 0, "height": _BAR_HEIGHT, "class": "track"})
    kind = "fill" if counts else "fill weak"
    bar = tag("rect", {**box, "y": _BAR_HEIGHT - high, "height": high, "class": kind})
    base = {"x": middle, "y": _BAR_HEIGHT + _LETTERS - 2}
    letter = tag("text", {**base, "class": "counts" if counts else None}, stage)
    mark: Html | str = ""
    if counts and changed:
        y = _BAR_HEIGHT - max(high, 5) - 1
        diamond = f"M{middle} {y - 9}l5 5 -5 5 -5 -5z"
        mark = tag("path", {"d": diamond, "class": "diamond"})
    return Html(track + bar + letter + mark)
