"""A set in figures: bones by stages, ages, sexes, sides, spacings, and what is missing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from boneage_kp.data.formats.coco_file import HandFile
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, HandRecord

NOT_RATED, ABSENT, NO_POINT = "not rated", "absent", "no point"


@dataclass(frozen=True)
class SetSummary:
    """Counts over a set; None among values counts what is not given.

    stages:    bone -> stage (or `NOT_RATED`, `ABSENT`, `NO_POINT`) -> count; a bone without a
               point counts under its stage, too.
    """

    hands: int
    films: int
    films_without_hand: int
    stages: dict[str, Counter[str]]
    points: Counter[str]
    sexes: Counter[str | None]
    sides: Counter[str | None]
    standards: Counter[str | None]
    ages_months: list[float | None]
    bone_ages_months: list[float | None]
    spacings_mm: list[float | None]
    sizes_hw: Counter[tuple[int, int]]


def summarise(hands: HandFile) -> SetSummary:
    """Count a set. Facts of a film count once per hand on it."""
    records = hands.records
    return SetSummary(
        hands=len(records),
        films=len({r.file_name for r in (*records, *hands.unannotated)}),
        films_without_hand=len(hands.unannotated),
        stages={name: Counter(_kinds(records, name)) for name in HAND.names},
        points=Counter(_point(r.bones.get(n, BoneLabel())) for r in records for n in HAND.names),
        sexes=Counter(str(r.sex) if r.sex else None for r in records),
        sides=Counter(r.side for r in records),
        standards=Counter(r.standard_id for r in records),
        ages_months=[r.age_months for r in records],
        bone_ages_months=[r.bone_age_months for r in records],
        spacings_mm=[r.spacing_mm for r in records],
        sizes_hw=Counter(r.size_hw for r in records),
    )


def _kinds(records: Iterable[HandRecord], name: str) -> Iterable[str]:
    for record in records:
        label = record.bones.get(name, BoneLabel())
        if label.absent:
            yield ABSENT
            continue
        yield label.stage or NOT_RATED
        if not label.labelled:
            yield NO_POINT


def _point(label: BoneLabel) -> str:
    if label.absent:
        return "absent"
    return ("not labelled", "hidden", "seen")[label.visibility if label.labelled else 0]


def to_text(summary: SetSummary) -> str:
    """The summary for a terminal; ages in years."""
    lines = [
        f"hands {summary.hands:,}   films {summary.films:,}   "
        f"films without a hand {summary.films_without_hand:,}",
        "",
        _row("sex", _counts(summary.sexes)),
        _row("age", _range(summary.ages_months, 1 / 12, "years")),
        _row("bone age", _range(summary.bone_ages_months, 1 / 12, "years")),
        _row("spacing", _range(summary.spacings_mm, 1.0, "mm a pixel", digits=3)),
        _row("side", _counts(summary.sides)),
        _row("size", _sizes(summary.sizes_hw)),
        _row("standard", _counts(summary.standards)),
        _row("points", _counts(summary.points)),
        "",
        *_age_table(summary),
        *_stage_table(summary),
    ]
    return "\n".join(lines)


def _row(name: str, text: str) -> str:
    return f"{name:<10}{text}"


def _counts(counter: Counter[str | None] | Counter[str]) -> str:
    named = sorted((str(key), n) for key, n in counter.items() if key is not None)
    missing = counter.get(None, 0)  # type: ignore[call-overload]  # None counts what is not given
    parts = [f"{key} {n:,}" for key, n in named] + ([f"not given {missing:,}"] if missing else [])
    return "   ".join(parts) or "none"


def _range(values: Sequence[float | None], factor: float, unit: str, digits: int = 1) -> str:
    given = [value * factor for value in values if value is not None]
    missing = len(values) - len(given)
    tail = f"   not given {missing:,}" if missing else ""
    if not given:
        return f"not given {missing:,}"
    low, middle, high = np.min(given), np.median(given), np.max(given)
    return f"{low:.{digits}f} to {high:.{digits}f} {unit}, median {middle:.{digits}f}{tail}"


def _sizes(sizes: Counter[tuple[int, int]]) -> str:
    common = [f"{w} x {h} ({n:,})" for (h, w), n in sizes.most_common(3)]
    more = f"   and {len(sizes) - 3:,} others" if len(sizes) > 3 else ""
    return "   ".join(common) + more if common else "none"


def _age_table(summary: SetSummary) -> list[str]:
    """Hands by whole year of age."""
    years = Counter(int(age // 12) for age in summary.ages_months if age is not None)
    if not years:
        return []
    columns = range(min(years), max(years) + 1)
    width = max(4, max(len(f"{n:,}") for n in years.values()) + 1)
    head = "".join(f"{year:>{width}}" for year in columns)
    body = "".join(f"{years[year] or '.':>{width}}" for year in columns)
    return [_row("age, years", head), _row("hands", body), ""]


def _stage_table(summary: SetSummary) -> list[str]:
    """Bones by stages, then what is not rated, absent or without a point."""
    last = [NOT_RATED, ABSENT, NO_POINT]
    found = {stage for counter in summary.stages.values() for stage in counter} - set(last)
    columns = sorted(found) + last
    width = {c: max(len(c), *(len(f"{s[c]:,}") for s in summary.stages.values())) for c in columns}
    lines = [_row("bone", "".join(f"  {column:>{width[column]}}" for column in columns))]
    for name, counter in summary.stages.items():
        cells = "".join(f"  {counter[c] or '.':>{width[c]}}" for c in columns)
        lines.append(_row(name, cells))
    return lines
