"""What a set of phantoms is to hold, where its parts lie, and whether a folder holds another."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Films per part file: what a stopped run makes again is less than this per worker.
CHUNK = 8
_DESCRIPTION = "boneage_kp phantoms: simulated hand radiographs, no patient data"


class PlanError(ValueError):
    """The folder holds another set, or the plan cannot be made; the text names what differs."""


@dataclass(frozen=True)
class SetPlan:
    """What is to be made; everything that the bytes of a set depend on.

    parameters:        handed to the generator as it is.
    parameter_values:  the same as plain JSON values, for `info` and for comparing.
    """

    count: int
    seed: int
    parameters: Any
    parameter_values: Mapping[str, Any]
    parameter_digest: str
    generator_version: str
    start: int = 0
    with_masks: bool = False

    def __post_init__(self) -> None:
        if self.count < 1:
            raise PlanError(f"a set of {self.count} films cannot be made; ask for at least 1")
        if self.start < 0:
            raise PlanError(f"the first index is {self.start}; indices start at 0")
        if self.seed < 0:
            raise PlanError(f"the seed is {self.seed}; it must be 0 or more")

    def info(self) -> dict[str, Any]:
        """`info` of the COCO file. No date: the same plan gives the same bytes."""
        return {
            "description": _DESCRIPTION,
            "generator_version": self.generator_version,
            "seed": self.seed,
            "start": self.start,
            "count": self.count,
            "with_masks": self.with_masks,
            "parameter_digest": self.parameter_digest,
            "parameters": dict(self.parameter_values),
        }


def drawn_digest(info: Mapping[str, Any], films: int) -> str | None:
    """How a set's weights name it, as those of live phantoms do; from its COCO file's `info`.

    returns:  None for any other file, and for a set that no longer has the films it was made of.
    """
    if info.get("description") != _DESCRIPTION or info.get("count") != films:
        return None
    try:
        return (
            f"phantoms {info['generator_version']} {info['parameter_digest']} seed {info['seed']} "
            f"n {films}"
        )
    except KeyError:
        return None


@dataclass(frozen=True)
class SetFolder:
    """Where the parts of a set lie."""

    root: Path

    @property
    def index(self) -> Path:
        return self.root / "annotations.json"

    @property
    def unfinished(self) -> Path:
        return self.root / "unfinished"

    @property
    def plan(self) -> Path:
        return self.unfinished / "plan.json"

    def image(self, index: int) -> Path:
        return self.root / "images" / f"{index:06d}.png"

    def masks(self, index: int) -> Path:
        return self.root / "masks" / f"{index:06d}.json"

    def part(self, first: int) -> Path:
        return self.unfinished / f"{first:06d}.jsonl"


@dataclass(frozen=True)
class Chunk:
    """Films first … last, inclusive; its text stands in messages."""

    first: int
    last: int

    def __str__(self) -> str:
        return f"films {self.first} to {self.last}"

    @property
    def indices(self) -> range:
        return range(self.first, self.last + 1)


def chunks_of(plan: SetPlan) -> list[Chunk]:
    end = plan.start + plan.count
    return [Chunk(i, min(i + CHUNK, end) - 1) for i in range(plan.start, end, CHUNK)]


def files_of(folder: SetFolder, plan: SetPlan, chunk: Chunk) -> Iterator[Path]:
    for index in chunk.indices:
        yield folder.image(index)
        if plan.with_masks:
            yield folder.masks(index)


def read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise PlanError(
            f"{path} is not JSON ({error}), so it is not of a phantom set; "
            "give another folder, or move the file away"
        ) from None
    if not isinstance(content, dict):
        raise PlanError(f"{path} is not of a phantom set; give another folder")
    return content


def refuse_other(path: Path, there: Mapping[str, Any], plan: SetPlan) -> None:
    """Going on with another plan would mix two sets; say in what they differ."""
    asked = json.loads(json_line(plan.info()))
    flat_there, flat_asked = _flat(there), _flat(asked)
    differences = [
        f"{name}: {flat_there.get(name, 'nothing')} there, {flat_asked.get(name, 'nothing')} asked"
        for name in sorted(flat_there.keys() | flat_asked.keys())
        if flat_there.get(name) != flat_asked.get(name)
    ]
    if differences:
        raise PlanError(
            f"{path} belongs to another set ({'; '.join(differences)}). Give another folder, "
            "repeat the command that began this set, or remove the folder"
        )


def _flat(values: Mapping[str, Any]) -> dict[str, Any]:
    nested = values.get("parameters")
    flat = {name: value for name, value in values.items() if name != "parameters"}
    if isinstance(nested, Mapping):
        flat |= {f"parameters.{name}": value for name, value in nested.items()}
    return flat


def refuse_gaps(folder: SetFolder, plan: SetPlan) -> None:
    whole = Chunk(plan.start, plan.start + plan.count - 1)
    missing = [path for path in files_of(folder, plan, whole) if not path.exists()]
    if missing:
        raise PlanError(
            f"{folder.index} names {len(missing)} files that are gone (first: {missing[0]}); "
            f"remove {folder.index.name} and run the command again to draw them anew"
        )


def json_line(value: Any) -> bytes:
    # allow_nan=False: NaN is no JSON, and other readers refuse the whole file.
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode() + b"\n"
