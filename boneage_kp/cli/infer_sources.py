"""What `infer` is asked to read: paths, folders, globs and COCO files, as a list of films."""

import glob
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from boneage_kp.schema.records import Sex

ENDINGS = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp")


@dataclass(frozen=True)
class FilmFile:
    """A film that was asked for.

    name:  the path as the user gave it, or below the folder that was given.
    """

    path: Path
    name: str
    sex: Sex | None = None
    age_years: float | None = None


def films_asked_for(
    paths: Sequence[str], sex: Sex | None = None, age_years: float | None = None
) -> list[FilmFile]:
    """Every film once, in the order given; folders by name, with their subfolders.

    sex, age_years: of films whose own COCO file does not say.
    """
    films = {}
    for text in paths:
        found = list(_films_of(text, sex, age_years))
        if not found:
            wanted = ", ".join(ENDINGS)
            raise ValueError(f"{text}: holds no film; files with {wanted} are looked for")
        films.update({film.name: film for film in found})
    return list(films.values())


def _films_of(text: str, sex: Sex | None, age_years: float | None) -> Iterator[FilmFile]:
    path = Path(text)
    if path.is_dir():
        for inside in sorted(path.rglob("*")):
            if inside.suffix.lower() in ENDINGS and inside.is_file():
                yield FilmFile(inside, str(inside), sex, age_years)
    elif path.suffix.lower() == ".json" and path.is_file():
        yield from _films_of_coco(path, sex, age_years)
    elif not path.exists() and glob.has_magic(text):
        for name in sorted(glob.glob(text, recursive=True)):
            if Path(name).is_file():
                yield FilmFile(Path(name), name, sex, age_years)
    else:
        # A file that is not there becomes a row with its reason, like one that is damaged.
        yield FilmFile(path, text, sex, age_years)


def _films_of_coco(path: Path, sex: Sex | None, age_years: float | None) -> Iterator[FilmFile]:
    from boneage_kp.data.formats import coco

    hands = coco.read(path, standard_id="tw3_rus")
    seen = set()
    for record in (*hands.records, *hands.unannotated):
        if record.file_name in seen:
            continue
        seen.add(record.file_name)
        film = path.parent / record.file_name
        age = age_years if record.age_months is None else record.age_months / 12
        yield FilmFile(film, str(film), record.sex or sex, age)
