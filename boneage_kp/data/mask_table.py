"""`MaskTable`: films with a mask each, by a table of the columns `film` and `mask`."""

import csv
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from boneage_kp.data.draws import DrawKey, generator
from boneage_kp.data.hand_mask import pack_mask
from boneage_kp.data.sample import sample_of
from boneage_kp.film.image import FilmError, read_grey
from boneage_kp.film.whole_file import whole_text_file
from boneage_kp.registry import DATASETS, TRANSFORMS, build
from boneage_kp.schema.records import HandRecord
from boneage_kp.standards import load_standard

WANTED = "wanted a CSV with the columns film,mask: a film and the picture of its mask a row"


class MaskedFilm(NamedTuple):
    """Paths; the mask is a picture of the film's size, the hand brighter than half."""

    film: Path
    mask: Path


@DATASETS.register_module()
class MaskTable:
    """Films with masks that people drew, or took over from a network.

    table:  paths in it start from its own folder.
    """

    def __init__(self, table: str, pipeline: Sequence[Any] = (), seed: int = 0) -> None:
        path = Path(table)
        self.rows = read_mask_table(path)
        # A sample wants stages as numbers of some standard; these films have none.
        self.standard = load_standard("tw3_rus")
        self.pipeline = [build(step, TRANSFORMS) for step in pipeline]
        self.seed = seed
        self.digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, key: DrawKey | int) -> dict[str, Any]:
        key = key if isinstance(key, DrawKey) else DrawKey(0, key)
        row = self.rows[key.index]
        grey = read_grey(row.film)
        mask = read_mask(row.mask, grey.shape)
        height, width = grey.shape
        film = sample_of(HandRecord(row.film.name, (height, width), {}), grey, self.standard)
        seen, rng = film, generator(self.seed, key)
        for step in self.pipeline:
            seen = step(seen, rng)
        return pack_mask(film, mask, seen)


def read_mask(path: Path, film_hw: tuple[int, ...]) -> np.ndarray:
    """(H, W) bool; one of another size than its film is refused."""
    picture = read_grey(path)
    if picture.shape != tuple(film_hw):
        raise FilmError(
            f"{path}: is {picture.shape[1]} x {picture.shape[0]} pixels, its film {film_hw[1]} x "
            f"{film_hw[0]}; a mask has the size of its film"
        )
    return picture > np.iinfo(picture.dtype).max // 2


def read_mask_table(path: Path) -> tuple[MaskedFilm, ...]:
    """Rows of a table; files that are not there are named, all in one pass."""
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        if not {"film", "mask"} <= set(reader.fieldnames or ()):
            raise ValueError(f"{path}: has the columns {reader.fieldnames}; {WANTED}")
        rows = [MaskedFilm(path.parent / row["film"], path.parent / row["mask"]) for row in reader]
    if not rows:
        raise ValueError(f"{path}: has no rows; {WANTED}")
    missing = [str(one) for row in rows for one in row if not one.is_file()]
    if missing:
        told = ", ".join(missing[:3])
        raise FilmError(f"{path}: {len(missing)} files are not there, such as {told}")
    return tuple(rows)


def write_mask_table(rows: Sequence[MaskedFilm], path: Path) -> None:
    """The same, paths from the table's folder on."""
    with whole_text_file(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("film", "mask"))
        for row in rows:
            writer.writerow([os.path.relpath(one, path.parent) for one in row])
