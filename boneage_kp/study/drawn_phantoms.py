"""Folders of phantoms that a study draws once, to train or measure on."""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from boneage_kp.data.sized_dataset import with_size
from boneage_kp.engine.settings import ConfigError


def phantom_file(
    folder: Path,
    data: Mapping[str, Any],
    size_px: int,
    count: int,
    seed: int,
    workers: int = 1,
    on_progress: Callable[[int, int], None] | None = None,
    with_masks: bool = False,
) -> Path:
    """The COCO file of a folder of phantoms, which is made when it is not there yet.

    data:        a config's `PhantomDataset`, whose parameters they are drawn with.
    size_px:     input size that "film_size" and "epoch_size" in it stand for.
    with_masks:  also files of exact masks, see `phantom.mask_file`.
    """
    from boneage_kp.data.phantom_set import coco_maker
    from boneage_kp.phantom.dataset_writer import SetPlan, write_set
    from boneage_kp.phantom.generate import generate
    from boneage_kp.phantom.parameters import GENERATOR_VERSION, PhantomParameters

    if data.get("type") != "PhantomDataset":
        raise ConfigError(
            f"the config's data is of type {data.get('type')!r}; phantoms can be drawn for a "
            "'PhantomDataset' only"
        )
    parameters = PhantomParameters.from_mapping(with_size(data.get("parameters", {}), size_px))
    plan = SetPlan(
        count=count,
        seed=seed,
        parameters=parameters,
        parameter_values=parameters.to_mapping(),
        parameter_digest=parameters.digest(),
        generator_version=GENERATOR_VERSION,
        with_masks=with_masks,
    )
    return write_set(folder, plan, coco_maker(generate), workers, on_progress)


def films_in(index: Path) -> int:
    """How many films a COCO file has."""
    return len(json.loads(index.read_text(encoding="utf-8"))["images"])


def cores() -> int:
    """What this process may use, which under containers is less than what the machine has."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


def told(what: str) -> Callable[[int, int], None]:
    """Says now and then how many films stand."""

    def at(done: int, total: int) -> None:
        if done == total or done % 500 == 0:
            print(f"{what}: {done} of {total} drawn", flush=True)

    return at
