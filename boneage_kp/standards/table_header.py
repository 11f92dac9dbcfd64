"""Reads `standard.toml`: what a standard declares about itself, checked key by key."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boneage_kp.schema.records import Sex
from boneage_kp.standards.faults import Fault
from boneage_kp.standards.standard import STAGE_KINDS, TW_LETTERS
from boneage_kp.standards.table_rows import read_text

FILE = "standard.toml"
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_MONTHS_PER = {"years": 12}


@dataclass(frozen=True)
class TableHeader:
    """The declarations of a standard, before its numbers are read.

    curve_ends:    per sex the declared first and last (score, age in years) of the curve.
    reference_sd, stage_onsets:  the optional sections, as (source, number or flag) or None.
    """

    id: str
    title: str
    kind: str
    bones: tuple[str, ...]
    stages: dict[str, tuple[str, ...]]
    final_sum: dict[Sex, int]
    curve_ends: dict[Sex, tuple[tuple[int, float], tuple[int, float]]]
    provenance: str
    reference_sd: tuple[str, bool] | None
    stage_onsets: tuple[str, float] | None


def read_header(path: Path, faults: list[Fault]) -> TableHeader | None:
    """The declarations in `path`, or None with every fault of the file added to `faults`."""
    text = read_text(path, faults)
    if text is None:
        return None
    try:
        data = tomllib.loads(text)
    except ValueError as error:  # TOMLDecodeError, or a number of thousands of digits
        faults.append(Fault(FILE, None, f"no valid TOML ({error})", "TOML, https://toml.io"))
        return None
    reader = _Reader(data, faults)
    header = reader.header()
    return None if reader.failed else header


class _Reader:
    """Walks the parsed toml, collects faults, and keeps going."""

    def __init__(self, data: dict[str, Any], faults: list[Fault]) -> None:
        self.data = data
        self.faults = faults
        self.count_before = len(faults)

    @property
    def failed(self) -> bool:
        return len(self.faults) > self.count_before

    def refuse(self, got: str, wanted: str, cure: str = "") -> None:
        self.faults.append(Fault(FILE, None, got, wanted, cure))

    def header(self) -> TableHeader:
        wanted = ["id", "title", "kind", "bones", "final_sum", "age_unit", "provenance"]
        self.keys(self.data, "", [*wanted, "stages", "curve"], ["reference_sd", "stage_onsets"])
        bones = self.bones()
        kind = self.text(self.data, "kind")
        if kind and kind not in STAGE_KINDS:
            self.refuse(f"kind = {kind!r}", " or ".join(STAGE_KINDS))
        unit = self.text(self.data, "age_unit")
        if unit and unit not in _MONTHS_PER:
            self.refuse(f"age_unit = {unit!r}", '"years"', "Ages stand in years in the csv files.")
        return TableHeader(
            id=self.id(),
            title=self.text(self.data, "title"),
            kind=kind,
            bones=bones,
            stages=self.stages(bones, kind),
            final_sum=self.final_sum(),
            curve_ends=self.curve_ends(),
            provenance=self.text(self.data, "provenance").strip(),
            reference_sd=self.section("reference_sd", "own", bool),
            stage_onsets=self.section("stage_onsets", "scatter_sd_years", float),
        )

    def keys(
        self, table: dict[str, Any], where: str, wanted: Iterable[str], optional: Iterable[str] = ()
    ) -> None:
        """Refuse keys that are unknown or missing; a misspelt one is both."""
        known = [*wanted, *optional]
        for key in table:
            if key not in known:
                self.refuse(f"unknown key {where + key!r}", f"one of: {', '.join(known)}")
        for key in wanted:
            if key not in table:
                self.refuse(f"no key {where + key!r}", f"{where}{key} = ...")

    def text(self, table: dict[str, Any], key: str) -> str:
        value = table.get(key, "")
        if key in table and (not isinstance(value, str) or not value.strip()):
            self.refuse(f"{key} = {value!r}", f"{key} as a text that is not empty")
            return ""
        return value

    def id(self) -> str:
        value = self.text(self.data, "id")
        if value and not _NAME.fullmatch(value):
            self.refuse(f"id = {value!r}", "small letters, digits and _, e.g. tw3_rus")
        return value

    def bones(self) -> tuple[str, ...]:
        names = self.name_list(self.data.get("bones", []), "bones")
        for name in names:
            if not _NAME.fullmatch(name):
                self.refuse(f"bone {name!r}", "small letters, digits and _, e.g. mc1")
        return names

    def name_list(self, value: Any, where: str) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
            self.refuse(f"{where} = {value!r}", f"{where} as a list of names in quotes")
            return ()
        doubled = sorted({name for name in value if value.count(name) > 1})
        if doubled:
            self.refuse(f"{where} with {', '.join(doubled)} twice", "each name once")
        if not value and where in {"bones", *(f"stages.{b}" for b in self.data.get("stages", ()))}:
            self.refuse(f"{where} = []", "at least one name")
        return tuple(value)

    def stages(self, bones: tuple[str, ...], kind: str) -> dict[str, tuple[str, ...]]:
        table = self.table("stages")
        if bones:
            self.keys(table, "stages.", bones)
        stages = {bone: self.name_list(table[bone], f"stages.{bone}") for bone in table}
        for bone, names in stages.items():
            if kind == "tw_letters" and names != tuple(TW_LETTERS[: len(names)]):
                self.refuse(
                    f"stages.{bone} = {' '.join(names)}",
                    f"letters from A upward, as far as {TW_LETTERS[-1]}",
                    'If the standard names its stages otherwise, say kind = "own_names".',
                )
        return stages

    def table(self, key: str) -> dict[str, Any]:
        value = self.data.get(key, {})
        if not isinstance(value, dict):
            self.refuse(f"{key} = {value!r}", f"a section [{key}]")
            return {}
        return value

    def final_sum(self) -> dict[Sex, int]:
        table = self.table("final_sum")
        if "final_sum" in self.data:
            self.keys(table, "final_sum.", list(Sex))
        for key, value in table.items():
            if type(value) is not int or value <= 0:
                self.refuse(f"final_sum.{key} = {value!r}", "a whole number above 0")
        return {sex: table[sex] for sex in Sex if type(table.get(sex)) is int}

    def curve_ends(self) -> dict[Sex, tuple[tuple[int, float], tuple[int, float]]]:
        table = self.table("curve")
        if "curve" in self.data:
            self.keys(table, "curve.", list(Sex))
        ends = {}
        for sex in Sex:
            ends_of_sex = table.get(sex, {})
            if not isinstance(ends_of_sex, dict):
                self.refuse(f"curve.{sex} = {ends_of_sex!r}", f"a section [curve.{sex}]")
                continue
            if sex in table:
                self.keys(ends_of_sex, f"curve.{sex}.", ["first", "last"])
            pairs = [self.pair(ends_of_sex[k], f"curve.{sex}.{k}") for k in ends_of_sex]
            if len(pairs) == 2 and pairs[0] and pairs[1]:
                ends[sex] = (pairs[0], pairs[1])
        return ends

    def pair(self, value: Any, where: str) -> tuple[int, float] | None:
        sound = isinstance(value, list) and len(value) == 2 and type(value[0]) is int
        if not sound or type(value[1]) not in (int, float):
            self.refuse(f"{where} = {value!r}", f"{where} = [score, age in years]")
            return None
        return value[0], float(value[1])

    def section(self, name: str, key: str, kind: type) -> tuple[str, Any] | None:
        if name not in self.data:
            return None
        table = self.table(name)
        self.keys(table, f"{name}.", ["source", key])
        value = table.get(key)
        if key in table and type(value) is not kind:
            self.refuse(
                f"{name}.{key} = {value!r}",
                "true or false" if kind is bool else "a number with a point",
            )
        elif kind is float and key in table and not 0 < table[key] < 10:
            self.refuse(f"{name}.{key} = {value!r}", "a number of years between 0 and 10")
        return self.text(table, "source").strip(), value
