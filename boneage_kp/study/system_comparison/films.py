"""The phantoms of a comparison: drawn once into one folder, the same for all that take part."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from boneage_kp.data.formats import coco
from boneage_kp.data.formats.coco_file import HandFile
from boneage_kp.data.hand_mask import SOFT
from boneage_kp.data.mask_table import MaskedFilm, write_mask_table
from boneage_kp.film.whole_file import write_whole
from boneage_kp.phantom.mask_file import read_masks
from boneage_kp.study.drawn_phantoms import cores, phantom_file, told

# No other set of the package is drawn with these.
SEEDS: Mapping[str, int] = {"train": 3_000_001, "fit": 3_000_002, "held_out": 3_000_003}
WATCHED = 4  # films that training ends with a look at; nothing is chosen by them


@dataclass(frozen=True)
class Counts:
    """How many phantoms to train on, to fit the regional ensemble on, and to measure on."""

    train: int
    fit: int
    held_out: int


@dataclass(frozen=True)
class SharedFilms:
    """COCO files of the three sets; of those to train on there are exact masks, too."""

    train: Path
    fit: Path
    held_out: Path

    def watched(self) -> Path:
        """A COCO file of the first few films of `fit`."""
        path = self.fit.with_name("watched.json")
        coco.write(HandFile(records=coco.read(self.fit).records[:WATCHED]), path)
        return path


def shared_films(folder: Path, film_px: int, counts: Counts) -> SharedFilms:
    """The three sets, drawn below `folder` where they are not there yet; film_px: longer side."""
    # Bone bright, as all but the detectors take films to be.
    parameters = {"size_px": film_px, "film.inverted.probability": 0.0}
    data = {"type": "PhantomDataset", "parameters": parameters}
    made = {
        name: phantom_file(
            folder / name,
            data,
            film_px,
            getattr(counts, name),
            seed,
            cores(),
            told(f"phantoms, {name}"),
            with_masks=name == "train",  # for the regional pipeline's hand mask
        )
        for name, seed in SEEDS.items()
    }
    return SharedFilms(**made)


def mask_tables(index: Path) -> tuple[Path, Path]:
    """Tables of films and masks for `MaskTable`: all to train on, and a few to watch.

    index:  of phantoms drawn with masks.
    """
    folder = index.parent / "soft"
    folder.mkdir(exist_ok=True)
    films = sorted((index.parent / "images").glob("*.png"))
    rows = [MaskedFilm(film, folder / film.name) for film in films]
    for row in rows:
        if not row.mask.is_file():
            soft = read_masks(index.parent / "masks" / f"{row.film.stem}.json")[SOFT]
            _, png = cv2.imencode(".png", 255 * soft.astype(np.uint8))
            write_whole(row.mask, png.tobytes())
    tables = index.with_name("masks.csv"), index.with_name("watched_masks.csv")
    write_mask_table(rows, tables[0])
    write_mask_table(rows[:WATCHED], tables[1])
    return tables
