"""The score sheet on a page: every step from stage to bone age, and which bones bring the doubt."""

from collections.abc import Mapping

from boneage_kp.report.hand_score import HandScore
from boneage_kp.report.page.facts import PageFacts, ScoredReading
from boneage_kp.report.page.markup import Attributes, Html, tag
from boneage_kp.report.page.words import bone_words, whole_years
from boneage_kp.report.words import Words
from boneage_kp.standards import ScoreLine

_BAR_PX = 34


def sheet_section(facts: PageFacts) -> Html:
    """Table of bones, the sum, the interpolation, and what widens the interval."""
    words, sheet = facts.words, facts.counts.sheet
    line = words("sheet_no_score") if sheet is None else _arithmetic(sheet, words)
    return tag(
        "section",
        {"class": "card sheet-card", "aria-labelledby": "h-sheet"},
        tag("h2", {"id": "h-sheet"}, words("sheet")),
        _table(facts),
        tag("p", {"class": "note"}, line) if line else "",
    )


def _table(facts: PageFacts) -> Html:
    rows = [_row(facts, name) for name in facts.schema.names]
    return tag(
        "table",
        {"class": "sheet two" if facts.corrected else "sheet"},
        tag("caption", {"class": "unseen"}, facts.words("sheet_caption")),
        tag("thead", {}, _head(facts)),
        tag("tbody", {}, *rows),
        tag("tfoot", {}, _foot(facts)) if facts.counts.sheet else "",
    )


def _head(facts: PageFacts) -> Html:
    words, corrected = facts.words, facts.corrected is not None
    cells = [tag("th", {"scope": "col"}, words("bone"))]
    cells += [_heading(words("machine" if corrected else "stage"), "", "mid")]
    if corrected:
        cells.append(_heading(words("reader"), "", "mid"))
    cells.append(_heading(words("probability"), words("probability_long"), "num"))
    if facts.counts.sheet:
        cells.append(_heading(words("points"), "", "num"))
        cells.append(_heading(words("total"), words("total_long"), "num"))
    if _shares(facts.counts):
        cells.append(_heading(words("doubt"), words("doubt_long"), "doubt"))
    return tag("tr", {}, *cells)


def _heading(name: str, long: str, kind: str) -> Html:
    short = tag("abbr", {"title": long}, name) if long else name
    return tag("th", {"scope": "col", "class": kind}, short)


def _row(facts: PageFacts, name: str) -> Html:
    words, machine, counts = facts.words, facts.machine.bone(name), facts.counts.bone(name)
    change = facts.changed.get(name)
    title = tag("a", {"href": f"#bone-{name}"}, bone_words(name, words))
    cells = [tag("th", {"scope": "row"}, title), _stage(machine.stage, facts, "")]
    if facts.corrected is not None:
        cells.append(_stage(counts.stage, facts, "changed" if change else ""))
    stage = counts.stage
    probability = machine.posterior.get(stage) if stage else None
    written = words("not_found_short") if probability is None else words.number(probability, 2)
    cells.append(tag("td", {"class": "num"}, written))
    if (line := _lines(facts.counts.sheet).get(name)) is not None:
        cells.append(tag("td", {"class": "num"}, str(line.points)))
        cells.append(tag("td", {"class": "num"}, str(line.running_total)))
    shares = _shares(facts.counts)
    if shares:
        cells.append(_share(shares.get(name, 0.0), words))
    return tag("tr", {"class": "changed" if change else None}, *cells)


def _stage(stage: str | None, facts: PageFacts, kind: str) -> Html:
    """A stage's letter; a changed one is marked by a sign as well."""
    if stage is None:
        missing = tag("span", {"class": "unseen"}, facts.words("not_found"))
        return tag("td", {"class": "mid"}, facts.words("not_found_short"), missing)
    sign = [tag("span", {"aria-hidden": "true"}, "◆ ")] if kind else []
    return tag("td", {"class": f"mid letter {kind}".strip()}, *sign, stage)


def _share(share: float, words: Words) -> Html:
    width: Attributes = {"width": round(_BAR_PX * share, 1), "height": 8, "class": "fill"}
    shape: Attributes = {"width": _BAR_PX, "height": 8, "aria-hidden": "true"}
    track = tag("rect", {"width": _BAR_PX, "height": 8, "class": "track"})
    bar = tag("svg", shape, track, tag("rect", width))
    return tag("td", {"class": "doubt"}, bar, tag("span", {}, words.percent(share)))


def _foot(facts: PageFacts) -> Html:
    """The sum; with a correction the machine's sum beside it."""
    words, counts, machine = facts.words, facts.counts.sheet, facts.machine.sheet
    assert counts is not None
    corrected = facts.corrected is not None
    total = str(counts.sheet.total)
    before = 3 if not corrected else 4
    said: list[str] = [words("sum")]
    if corrected and machine is not None:
        said.append(f" ({words('machine')}: {machine.sheet.total})")
    end = [tag("td", {})] if _shares(facts.counts) else []
    cells = [tag("th", {"scope": "row", "colspan": before + 1}, *said)]
    return tag("tr", {}, *cells, tag("td", {"class": "num"}, total), *end)


def _lines(sheet: HandScore | None) -> Mapping[str, ScoreLine]:
    return {} if sheet is None else {line.bone: line for line in sheet.sheet.lines}


def _shares(scored: ScoredReading) -> Mapping[str, float]:
    """Bone -> share of the score's variance; empty when nothing is uncertain."""
    if scored.sheet is None or scored.sheet.shares is None:
        return {}
    return {share.bone: share.score_variance_share for share in scored.sheet.shares}


def _arithmetic(sheet: HandScore, words: Words) -> str:
    """The interpolation with its numbers; nothing at a bound."""
    age = sheet.bone_age.age_months
    if age is None:
        return ""
    years = words.number(age / 12, 2)
    if len(sheet.bone_age.rows) < 2:
        return words("one_row", years=years, score=sheet.sheet.total)
    low, high = sheet.bone_age.rows
    return words(
        "interpolated",
        low_years=whole_years(low.age_months, words),
        high_years=whole_years(high.age_months, words),
        low=low.score,
        high=high.score,
        score=sheet.sheet.total,
        years=years,
    )
