"""The chart's place on a page: marks of machine and reader, the band, and the band's source."""

import numpy as np

from boneage_kp.report.chart import AgeChart, age_chart
from boneage_kp.report.chart_marks import ChartMark
from boneage_kp.report.page.doubt import interval_lines
from boneage_kp.report.page.facts import PageFacts, ScoredReading
from boneage_kp.report.page.markup import Attributes, Html, tag
from boneage_kp.report.page.words import headline, interval_words
from boneage_kp.standards.standard import ReferenceSd


def chart_section(facts: PageFacts) -> Html | None:
    """Heading, chart, what the interval comes from, what the band is and whose.

    returns:  None where there is no bone age, hence nothing to draw.
    """
    words, marks = facts.words, _chart_marks(facts)
    if not marks:
        return None
    said = [*interval_lines(facts.counts, words), *_band_lines(facts)]
    notes = [tag("p", {"class": "note"}, line) for line in said]
    legend = [_legend(facts)] if facts.corrected is not None else []
    return tag(
        "section",
        {"class": "card chart-card", "aria-labelledby": "h-chart"},
        tag("h2", {"id": "h-chart"}, words("chart")),
        age_chart(_chart(facts, marks), words),
        tag("div", {"class": "beside"}, *legend, *notes),
    )


def _chart_marks(facts: PageFacts) -> list[ChartMark]:
    marks = []
    if (mark := _mark(facts, facts.machine, True)) is not None:
        marks.append(mark)
    if facts.corrected and (mark := _mark(facts, facts.corrected, False)) is not None:
        marks.append(mark)
    return marks


def _mark(facts: PageFacts, scored: ScoredReading, machine: bool) -> ChartMark | None:
    reading = scored.reading
    if reading.sex is None or (reading.bone_age_months is None and reading.bone_age_bound is None):
        return None
    words, curve = facts.words, facts.standard.curves[reading.sex]
    ends = {"mature": curve.mature_age_months, "below_first_row": curve.first_age_months}
    bound = reading.bone_age_bound
    low, high = reading.interval_months or (None, None)
    big = headline(scored, facts.standard, words)
    age = facts.context.age_years
    said = {
        "who": words("machine" if machine else "reader"),
        "bone_age": f"{big.number} {big.unit}".strip(),
        "interval": interval_words(scored, facts.standard, words),
    }
    if age is None:
        text = words("chart_mark_no_age", **said)
    else:
        text = words("chart_mark", **said, age=words.number(age, 1))
    return ChartMark(
        who="machine" if machine else "reader",
        bone_age_years=_years(reading.bone_age_months),
        low_years=_years(low),
        high_years=_years(high),
        bound=bound,
        bound_years=None if bound is None else ends[bound] / 12,
        said=text,
    )


def _chart(facts: PageFacts, marks: list[ChartMark]) -> AgeChart:
    sex = facts.counts.reading.sex
    assert sex is not None  # no mark without it
    reference, curve = facts.standard.reference_sd, facts.standard.curves[sex]
    sheet, density = facts.machine.sheet, None
    found = None if sheet is None else sheet.distribution
    if found is not None:
        density = np.column_stack([found.ages_months / 12, found.probabilities])
    rows = () if reference is None else reference.rows[sex]
    return AgeChart(
        age_years=facts.context.age_years,
        curve_years=(curve.first_age_months / 12, curve.mature_age_months / 12),
        marks=marks,
        band=[(age / 12, sd / 12) for age, sd in rows],
        density=density,
        below=0.0 if found is None else found.below_probability,
        mature=0.0 if found is None else found.mature_probability,
    )


def _band_lines(facts: PageFacts) -> list[str]:
    words, standard = facts.words, facts.standard
    reference: ReferenceSd | None = standard.reference_sd
    if reference is None:
        return [words("band_none", standard=standard.id)]
    line = words("band_note", source=reference.source)
    if not reference.own:
        line = f"{line} {words('band_substitute', standard=standard.id)}"
    return [line]


def _legend(facts: PageFacts) -> Html:
    words = facts.words
    circle = tag("circle", {"cx": 8, "cy": 8, "r": 5, "class": "mark machine"})
    diamond = tag("path", {"d": "M8 1l7 7 -7 7 -7 -7z", "class": "mark reader"})
    items = []
    for sign, name in ((circle, words("machine")), (diamond, words("reader"))):
        shape: Attributes = {
            "viewBox": "0 0 16 16",
            "width": 14,
            "height": 14,
            "aria-hidden": "true",
        }
        items.append(tag("li", {}, tag("svg", {**shape, "class": "chart"}, sign), name))
    return tag("ul", {"class": "legend"}, *items)


def _years(months: float | None) -> float | None:
    return None if months is None else months / 12
