"""What is checked of a set beyond its file: that every film is there, whole and of the size said.

`read_any` tells the formats apart; `image_faults` looks at the films themselves, also when the
file has faults, so that everything wrong with a set is told in one pass.
"""

import json
import os
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boneage_kp.data.formats import AnnotationError, FaultList, coco, cvat, label_studio
from boneage_kp.data.formats.coco_file import HandFile
from boneage_kp.film.image import FilmError, read_grey

Reader = Callable[[Path, str | None], HandFile]
READERS: Mapping[str, Reader] = {
    "coco": coco.read,
    "cvat": cvat.read,
    "labelstudio": label_studio.read,
}


@dataclass(frozen=True)
class NamedFilm:
    """A film as an annotation file names it. place: how messages call its record."""

    place: str
    file_name: str
    size_hw: tuple[int, int]


@dataclass(frozen=True)
class CheckedSet:
    """The outcome: the hands (None when the file itself is refused) and every fault."""

    hands: HandFile | None
    faults: FaultList


def check_set(
    path: Path,
    format_name: str = "auto",
    standard_id: str | None = None,
    images: Path | None = None,
    look_at_images: bool = True,
    on_progress: Callable[[int, int], None] | None = None,
) -> CheckedSet:
    """Read a file of any known format and look at its films; nothing is raised for their faults.

    format_name:  "auto" or a key of `READERS`.
    standard_id:  taken for hands with stages that name no standard.
    images:       the folder that file names start from; by default the file's own.
    on_progress:  called with (films looked at, films in all).
    """
    faults = FaultList(path)
    hands = None
    try:
        hands = read_any(path, format_name, standard_id)
        films = named_films(hands)
    except AnnotationError as error:
        _take_over(error, faults)
        films = _films_of_bad_file(path)
    if look_at_images:
        image_faults(films, images or path.parent, faults, on_progress)
    return CheckedSet(hands, faults)


def read_any(path: Path, format_name: str = "auto", standard_id: str | None = None) -> HandFile:
    """Read a file of hands; "auto" looks at it to tell whose it is."""
    name = format_of(path) if format_name == "auto" else format_name
    return READERS[name](path, standard_id)


def format_of(path: Path) -> str:
    """The format a file seems to be in: a ZIP is CVAT's, a list of tasks Label Studio's."""
    with path.open("rb") as file:
        start = file.read(64).decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if zipfile.is_zipfile(path):
        return "cvat"
    return "labelstudio" if start.startswith("[") else "coco"


def named_films(hands: HandFile) -> list[NamedFilm]:
    """Each film once, in file order."""
    films: dict[str, NamedFilm] = {}
    for record in (*hands.records, *hands.unannotated):
        place = f'image {record.image_id} "{record.file_name}"'
        films.setdefault(record.file_name, NamedFilm(place, record.file_name, record.size_hw))
    return list(films.values())


def image_faults(
    films: Iterable[NamedFilm],
    root: Path,
    faults: FaultList,
    on_progress: Callable[[int, int], None] | None = None,
) -> None:
    """Note every film that is missing, cannot be read, or has another size than the file says."""
    films = list(films)
    for done, film in enumerate(films, start=1):
        _check_film(film, root, faults)
        if on_progress:
            on_progress(done, len(films))


def _check_film(film: NamedFilm, root: Path, faults: FaultList) -> None:
    path = root / film.file_name
    if not os.path.isfile(path):  # unlike Path.is_file, it also bears names no file could have
        cure = "Copy the film there, or name the folder of the films with --images."
        faults.add(film.place, "file_name", f"{path} is no file", "wanted the film there", cure)
        return
    try:
        image = read_grey(path)
    except FilmError as error:
        faults.add(film.place, "file_name", str(error), "wanted a whole film", "Fetch it again.")
        return
    if image.shape != film.size_hw:
        got = f"{path.name} is {image.shape[1]} x {image.shape[0]} (width x height)"
        wanted = f"the file says {film.size_hw[1]} x {film.size_hw[0]}"
        cure = "Points belong to the film they were placed on: put that one back, or correct both."
        faults.add(film.place, "width, height", got, wanted, cure)


def _take_over(error: AnnotationError, faults: FaultList) -> None:
    """Keep a refused file's faults; those beyond what it kept word for word stay counted."""
    for fault in error.faults:
        faults.add(fault.record, fault.field, fault.got, fault.wanted, fault.cure)
    faults.count += error.count - len(error.faults)


def _films_of_bad_file(path: Path) -> list[NamedFilm]:
    """What can be told of the films of a COCO file that is refused."""
    try:
        document: Any = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return []
    images = document.get("images") if isinstance(document, dict) else None
    films = []
    for image in images if isinstance(images, list) else []:
        values = image if isinstance(image, dict) else {}
        name, height, width = (values.get(key) for key in ("file_name", "height", "width"))
        if isinstance(name, str) and name and isinstance(height, int) and isinstance(width, int):
            films.append(NamedFilm(f'image {values.get("id")} "{name}"', name, (height, width)))
    return films
