"""Exam sets: phantoms frozen by seed, count, parameters and generator version, drawn on first use.

`sets/<name>.json` is the whole definition: `natural` and `balanced` measure a network,
`calibration_natural` and `calibration_balanced` are what temperatures, beta and limits are fitted
on. No seed of theirs is used anywhere else. To add a set: one such file, made by `definition`.
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boneage_kp.data.phantom_set import coco_maker
from boneage_kp.phantom.dataset_writer import SetPlan, write_set
from boneage_kp.phantom.generate import generate
from boneage_kp.phantom.parameters import GENERATOR_VERSION, PhantomParameters

FOLDER = Path(__file__).parent / "sets"


@dataclass(frozen=True)
class Exam:
    """A set of hands that stays the same for as long as the generator does.

    generator_version, parameter_digest:  as they were when the exam was frozen.
    """

    name: str
    seed: int
    count: int
    parameters: PhantomParameters
    parameter_digest: str
    generator_version: str

    @property
    def unchanged(self) -> bool:
        """Whether the generator in use draws the very hands that were frozen."""
        same = self.parameters.digest() == self.parameter_digest
        return same and self.generator_version == GENERATOR_VERSION

    def versions(self) -> str:
        """Both generator versions, in words for a table."""
        if self.unchanged:
            return f"generator {GENERATOR_VERSION}, as frozen"
        other = "" if self.parameters.digest() == self.parameter_digest else ", other parameters"
        return (
            f"frozen with generator {self.generator_version}, drawn with {GENERATOR_VERSION}{other}"
            ": not comparable with figures of the frozen exam"
        )


def exam_names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def load_exam(name: str) -> Exam:
    """A definition by name; another name is refused with the known ones."""
    path = FOLDER / f"{name}.json"
    if name not in exam_names():
        raise ValueError(f"exam {name!r} is unknown; known: {', '.join(exam_names())}")
    given = json.loads(path.read_text(encoding="utf-8"))
    return Exam(**given | {"parameters": PhantomParameters.from_mapping(given["parameters"])})


def definition(name: str, seed: int, count: int, parameters: PhantomParameters) -> dict[str, Any]:
    """What a definition file holds; every parameter is written out, so that no default can move."""
    return {
        "name": name,
        "seed": seed,
        "count": count,
        "generator_version": GENERATOR_VERSION,
        "parameter_digest": parameters.digest(),
        "parameters": parameters.to_mapping(),
    }


def draw_exam(
    exam: Exam,
    cache: Path,
    limit: int | None = None,
    workers: int = 1,
    on_progress: Callable[[int, int], None] | None = None,
) -> Path:
    """The exam's COCO file, drawn below `cache` the first time; goes on where it was stopped.

    limit:  the first hands only, for a quick look; a set of its own.
    """
    count = exam.count if limit is None else min(limit, exam.count)
    digest = exam.parameters.digest()
    root = cache / f"{exam.name}-{GENERATOR_VERSION}-{digest}-{exam.seed}-{count}"
    root.mkdir(parents=True, exist_ok=True)
    plan = SetPlan(
        count=count,
        seed=exam.seed,
        start=0,
        parameters=exam.parameters,
        parameter_values=exam.parameters.to_mapping(),
        parameter_digest=digest,
        generator_version=GENERATOR_VERSION,
        with_masks=False,
    )
    return write_set(root, plan, coco_maker(generate), workers, on_progress)


def default_cache() -> Path:
    """Where drawn exams are kept: `BONEAGE_CACHE`, else the user's cache folder."""
    told = os.environ.get("BONEAGE_CACHE")
    if told:
        return Path(told)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "boneage_kp"
