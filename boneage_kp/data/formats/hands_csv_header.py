"""The header of a CSV of hands: which column stands where, and what is wrong with it in words."""

import difflib
from collections.abc import Sequence

from boneage_kp.data.formats.faults import FaultList
from boneage_kp.standards import Standard

OPTIONAL = ("id", "age_years")


def wanted_columns(standard: Standard) -> str:
    """What a header has to hold, for messages."""
    return f"wanted columns sex,{','.join(standard.bones)} and optionally {','.join(OPTIONAL)}"


def column_places(
    header: Sequence[str], row: int, standard: Standard, faults: FaultList
) -> dict[str, int]:
    """Column name -> place; every wrong, missing or doubled column is named, then raised.

    row:  number of the header's row.
    """
    names = [name.strip() for name in header]
    place, wanted = f"row {row}", wanted_columns(standard)
    missing = [name for name in ("sex", *standard.bones) if name not in names]
    known = ("sex", *standard.bones, *OPTIONAL)
    if not set(standard.bones) & set(map(str.lower, names)):
        _refuse_strange_header(names, known, place, wanted, faults)
    unclaimed = [*missing, *(name for name in OPTIONAL if name not in names)]
    for number, name in enumerate(names, 1):
        if not name:
            cure = "Name it, or remove it with its cells."
            faults.add(place, f"column {number}", "has no name", wanted, cure)
    for name in dict.fromkeys(filter(None, names)):
        column = f"column {name!r}"
        if names.count(name) > 1:
            faults.add(place, column, f"stands {names.count(name)} times", "wanted it once")
        if name not in known:
            faults.add(place, column, "is unknown", wanted, _cure_of_unknown(name, unclaimed))
    if len(missing) == 1:
        faults.add(place, f"column {missing[0]!r}", "is missing", wanted)
    elif missing:
        faults.add(place, "", f"columns {' '.join(missing)} are missing", wanted)
    faults.raise_if_any()
    return {name: index for index, name in enumerate(names)}


def _refuse_strange_header(
    names: list[str], known: Sequence[str], place: str, wanted: str, faults: FaultList
) -> None:
    """One message for a header without any bone, in place of one for each column."""
    if names[0].startswith("sep="):
        cure = "Remove this line; the header is to be the first."
        faults.stop(place, "", f"{','.join(names)!r} stands above the header", wanted, cure)
    if len(names) == 1 and (";" in names[0] or "\t" in names[0]):
        cure = "Save it with commas between the cells, and points in numbers: 11.5."
        faults.stop(place, "", "the cells are split by ';' or tabs", "wanted commas", cure)
    if not set(known) & set(names):
        text = ",".join(names)
        got = f"got {text if len(text) <= 60 else text[:57] + '...'!r}, not one of our columns"
        cure = "The first row names the columns; is this the right file?"
        faults.stop(place, "", got, wanted, cure)


def _cure_of_unknown(name: str, unclaimed: list[str]) -> str:
    """The column that was probably meant, out of those that the header lacks."""
    near = difflib.get_close_matches(name.lower(), unclaimed, n=1)
    if near and near[0] == name.lower():
        return f"Write {near[0]!r}."
    if name.lower().startswith("age"):
        return "Ages are years here: call the column 'age_years'."
    return f"Did you mean {near[0]!r}?" if near else "Remove the column."
