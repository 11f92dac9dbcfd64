"""Phantoms as files: grey PNGs, masks if asked, and one COCO file, by any number of processes.

While a set is being made, its folder holds `unfinished/`: the plan, and one part file of
annotations for every `CHUNK` films whose images all stand. A run that was stopped, however hard,
goes on from there; the COCO file appears, whole, as the last step. What a film looks like depends
on (parameters, seed, index) alone, so workers, order and interruptions leave no trace in it.

The folder of a finished set: `annotations.json`, `images/000000.png` …, `masks/000000.json` ….
This module knows neither the anatomy nor the COCO fields: both come with the `Maker`.
"""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np

from boneage_kp.film.whole_file import remove_half_written, write_whole
from boneage_kp.phantom.dataset_plan import (
    CHUNK,
    Chunk,
    PlanError,
    SetFolder,
    SetPlan,
    chunks_of,
    files_of,
    json_line,
    read_json,
    refuse_gaps,
    refuse_other,
)
from boneage_kp.phantom.mask_file import masks_to_text
from boneage_kp.phantom.workers import run_in_workers
from boneage_kp.schema.records import HandRecord

__all__ = ["CHUNK", "Drawn", "Maker", "PlanError", "SetPlan", "write_set"]


class Drawn(Protocol):
    """What a generator hands over for one film."""

    @property
    def image(self) -> np.ndarray: ...
    @property
    def record(self) -> HandRecord: ...
    @property
    def masks(self) -> Mapping[str, np.ndarray] | None: ...


@dataclass(frozen=True)
class Maker:
    """How a film is drawn and how its record is written; every part can be pickled.

    draw:      (parameters, seed, index, with_masks) -> `Drawn`; image (H, W) uint8 or uint16.
    describe:  record -> (COCO image, COCO annotation).
    category:  the COCO category of all annotations.
    """

    draw: Callable[[Any, int, int, bool], Drawn]
    describe: Callable[[HandRecord], tuple[dict[str, Any], dict[str, Any]]]
    category: Mapping[str, Any]


def write_set(
    root: Path,
    plan: SetPlan,
    maker: Maker,
    workers: int = 1,
    on_progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Make a set, or go on with one that was interrupted.

    workers:      1 draws in this process, more in processes of their own.
    on_progress:  called with (films that stand, films in all).
    returns:      the COCO file.
    """
    folder = SetFolder(root)
    if folder.index.exists():
        refuse_other(folder.index, read_json(folder.index).get("info", {}), plan)
        refuse_gaps(folder, plan)
        shutil.rmtree(folder.unfinished, ignore_errors=True)
        if on_progress:
            on_progress(plan.count, plan.count)
        return folder.index
    _prepare(folder, plan)
    chunks = chunks_of(plan)
    todo = [chunk for chunk in chunks if not _stands(folder, plan, chunk)]
    _draw(folder, plan, maker, todo, workers, on_progress)
    _finish(folder, plan, maker, chunks)
    return folder.index


def _prepare(folder: SetFolder, plan: SetPlan) -> None:
    """Make the folders and the plan file, or check that the plan there is this one."""
    folder.unfinished.mkdir(parents=True, exist_ok=True)
    folder.image(0).parent.mkdir(exist_ok=True)
    if plan.with_masks:
        folder.masks(0).parent.mkdir(exist_ok=True)
    if folder.plan.exists():
        refuse_other(folder.plan, read_json(folder.plan), plan)
    else:
        write_whole(folder.plan, json_line(plan.info()))
    _sweep(folder)


def _sweep(folder: SetFolder) -> None:
    for place in (folder.root, folder.unfinished, folder.image(0).parent, folder.masks(0).parent):
        remove_half_written(place)


def _stands(folder: SetFolder, plan: SetPlan, chunk: Chunk) -> bool:
    files = files_of(folder, plan, chunk)
    return folder.part(chunk.first).exists() and all(path.exists() for path in files)


def _draw(
    folder: SetFolder,
    plan: SetPlan,
    maker: Maker,
    todo: list[Chunk],
    workers: int,
    on_progress: Callable[[int, int], None] | None,
) -> None:
    """Draw the chunks that do not stand yet and count the films."""
    done = plan.count - sum(len(chunk.indices) for chunk in todo)

    def step() -> None:
        nonlocal done
        done += 1
        if on_progress:
            on_progress(done, plan.count)

    if on_progress:
        on_progress(done, plan.count)
    job = partial(make_chunk, folder, plan, maker)
    if workers > 1 and len(todo) > 1:
        run_in_workers(job, todo, workers, step)
    else:
        for chunk in todo:
            job(chunk, step)


def make_chunk(
    folder: SetFolder, plan: SetPlan, maker: Maker, task: Chunk, step: Callable[[], None]
) -> None:
    """Draw a chunk's films; its part file comes last, once all its images stand."""
    threads = cv2.getNumThreads()
    # One core a worker: OpenCV's own threads would only get in each other's way.
    cv2.setNumThreads(1)
    try:
        lines = []
        for index in task.indices:
            lines.append(_make_film(folder, plan, maker, index))
            step()
        write_whole(folder.part(task.first), lines)
    finally:
        cv2.setNumThreads(threads)


def _make_film(folder: SetFolder, plan: SetPlan, maker: Maker, index: int) -> bytes:
    """Draw and store one film; returns its line of the part file."""
    try:
        drawn = maker.draw(plan.parameters, plan.seed, index, plan.with_masks)
    except Exception as error:
        error.add_note(f"while drawing film {index} of seed {plan.seed}")
        raise
    path = folder.image(index)
    done, png = cv2.imencode(".png", drawn.image)
    if not done:
        raise OSError(f"{path}: OpenCV could not encode {drawn.image.shape} {drawn.image.dtype}")
    write_whole(path, png.tobytes())
    if plan.with_masks:
        text = masks_to_text(drawn.masks or {}, drawn.record.size_hw)
        write_whole(folder.masks(index), text.encode("ascii"))
    record = replace(
        drawn.record,
        file_name=path.relative_to(folder.root).as_posix(),
        # Ids start at 1 (pycocotools) and follow the index, so that shards of one seed join.
        image_id=index + 1,
        annotation_id=index + 1,
    )
    image, annotation = maker.describe(record)
    return json_line([image, annotation])


def _finish(folder: SetFolder, plan: SetPlan, maker: Maker, chunks: list[Chunk]) -> None:
    """Write the COCO file out of the parts, in the order of the index, without holding them."""
    refuse_gaps(folder, plan)
    _sweep(folder)
    parts = [folder.part(chunk.first) for chunk in chunks]
    write_whole(folder.index, _coco_pieces(plan, maker, parts))
    shutil.rmtree(folder.unfinished, ignore_errors=True)


def _coco_pieces(plan: SetPlan, maker: Maker, parts: list[Path]) -> Iterator[bytes]:
    yield b'{"info":' + json_line(plan.info()).rstrip() + b',\n"licenses":[],\n"categories":['
    yield json_line(maker.category).rstrip() + b"]"
    for place, key in enumerate((b"images", b"annotations")):
        yield b',\n"' + key + b'":['
        separator = b"\n"
        for part in parts:
            with part.open(encoding="utf-8") as file:
                for line in file:
                    yield separator + json_line(json.loads(line)[place]).rstrip()
                    separator = b",\n"
        yield b"\n]"
    yield b"}\n"
