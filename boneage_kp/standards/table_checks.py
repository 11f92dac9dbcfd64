"""Checks a table's numbers against what its header declares: complete, rising, summing up."""

from collections.abc import Mapping, Sequence

from boneage_kp.schema.records import Sex
from boneage_kp.standards.age_curve import AgeCurve
from boneage_kp.standards.faults import Fault
from boneage_kp.standards.table_header import FILE as TOML
from boneage_kp.standards.table_header import TableHeader
from boneage_kp.standards.table_rows import Row

Cells = dict[tuple[Sex, str, str], Row]


def cells_by_stage(
    file: str, rows: Sequence[Row], header: TableHeader, skip: int, faults: list[Fault]
) -> Cells:
    """One row per (sex, bone, stage); strangers, doubles and gaps become faults.

    skip:  how many of a bone's first stages have no row (onsets: the first stage has none).
    """
    cells: Cells = {}
    wanted = {bone: names[skip:] for bone, names in header.stages.items()}
    for row in rows:
        sex, bone, stage = row.cells["sex"], row.cells["bone"], row.cells["stage"]
        if bone not in wanted:
            got, want = f"bone {bone!r}", f"a bone of {TOML}: {' '.join(header.bones)}"
            faults.append(Fault(file, row.line, got, want))
        elif stage not in wanted[bone]:
            got, want = f"stage {stage!r} of bone {bone!r}", f"one of: {' '.join(wanted[bone])}"
            faults.append(Fault(file, row.line, got, want))
        elif (sex, bone, stage) in cells:
            first = cells[sex, bone, stage].line
            got = f"a second row for {sex}, {bone}, {stage} (the first is row {first})"
            faults.append(Fault(file, row.line, got, "one row for each"))
        else:
            cells[sex, bone, stage] = row
    for sex in Sex:
        for bone in header.bones:
            for stage in wanted[bone]:
                if (sex, bone, stage) not in cells:
                    got = f"no row for {sex}, {bone}, {stage}"
                    faults.append(Fault(file, None, got, "a row for every stage of every bone"))
    return cells


def check_never_falling(
    file: str, cells: Cells, header: TableHeader, column: str, strictly: bool, faults: list[Fault]
) -> None:
    """A later stage is worth no less (or, for onsets, begins later) than the one before it."""
    for sex in Sex:
        for bone in header.bones:
            rows = [cells[sex, bone, s] for s in header.stages[bone] if (sex, bone, s) in cells]
            for before, row in zip(rows, rows[1:], strict=False):
                low, high = before.cells[column], row.cells[column]
                if high < low or (strictly and high == low):
                    got = f"{column} {high} for {sex}, {bone}, {row.cells['stage']}"
                    least = "more than" if strictly else "at least"
                    wanted = f"{least} {low}, that of stage {before.cells['stage']}"
                    faults.append(Fault(file, row.line, got, wanted))


def check_final_sum(file: str, cells: Cells, header: TableHeader, faults: list[Fault]) -> None:
    """The top stages add up to the declared sum; only said when no cell is missing."""
    for sex in Sex:
        tops = [cells.get((sex, bone, header.stages[bone][-1])) for bone in header.bones]
        if None in tops:
            continue
        total = sum(row.cells["score"] for row in tops if row is not None)
        if total != header.final_sum[sex]:
            got = f"top stages of {sex} that add up to {total}"
            wanted = f"{header.final_sum[sex]}, final_sum.{sex} of {TOML}"
            faults.append(Fault(file, None, got, wanted))


def curve_of(
    file: str, sex: Sex, rows: Sequence[Row], header: TableHeader, faults: list[Fault]
) -> AgeCurve | None:
    """The curve of one sex; falling scores, ages that do not rise and wrong ends are faults."""
    own = [row for row in rows if row.cells["sex"] == sex]
    if len(own) < 2:
        got = f"{len(own)} rows for {sex}"
        faults.append(Fault(file, None, got, "at least two, the first and the last of the curve"))
        return None
    for before, row in zip(own, own[1:], strict=False):
        low, high = before.cells, row.cells
        if high["score"] < low["score"]:
            got, wanted = f"score {high['score']}", f"at least {low['score']} (row {before.line})"
            faults.append(Fault(file, row.line, got, wanted))
        if high["age_years"] <= low["age_years"]:
            got = f"age {high['age_years']}"
            faults.append(Fault(file, row.line, got, f"more than {low['age_years']}"))
    _check_ends(file, sex, own, header, faults)
    scores = tuple(row.cells["score"] for row in own)
    return AgeCurve(scores, tuple(row.cells["age_years"] for row in own))


def _check_ends(
    file: str, sex: Sex, rows: Sequence[Row], header: TableHeader, faults: list[Fault]
) -> None:
    for name, row, declared in zip(
        ("first", "last"), (rows[0], rows[-1]), header.curve_ends[sex], strict=True
    ):
        found = (row.cells["score"], row.cells["age_years"])
        if found != declared:
            got = f"{name} row {found[0]},{found[1]} of {sex}"
            wanted = f"{declared[0]},{declared[1]}, curve.{sex}.{name} of {TOML}"
            faults.append(Fault(file, row.line, got, wanted))
    top = header.final_sum[sex]
    if rows[-1].cells["score"] > top:
        got = f"score {rows[-1].cells['score']}"
        faults.append(Fault(file, rows[-1].line, got, f"at most {top}, final_sum.{sex}"))
    if rows[0].cells["score"] == rows[-1].cells["score"]:
        got = f"one and the same score in all rows of {sex}"
        faults.append(Fault(file, rows[0].line, got, "scores that rise along the curve"))


def sd_rows(
    file: str, rows: Sequence[Row], faults: list[Fault]
) -> Mapping[Sex, tuple[tuple[float, float], ...]]:
    """Per sex the (age in months, SD in months) rows, ages rising and SDs above 0."""
    by_sex: dict[Sex, tuple[tuple[float, float], ...]] = {}
    for sex in Sex:
        own = [row for row in rows if row.cells["sex"] == sex]
        if len(own) < 2:
            faults.append(Fault(file, None, f"{len(own)} rows for {sex}", "at least two"))
        for before, row in zip(own, own[1:], strict=False):
            if row.cells["age_months"] <= before.cells["age_months"]:
                got = f"age {row.cells['age_months']:g}"
                faults.append(
                    Fault(file, row.line, got, f"more than {before.cells['age_months']:g}")
                )
        for row in own:
            if row.cells["sd_months"] <= 0:
                faults.append(Fault(file, row.line, "an SD of 0", "an SD above 0"))
        by_sex[sex] = tuple((row.cells["age_months"], row.cells["sd_months"]) for row in own)
    return by_sex
