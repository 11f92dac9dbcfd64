"""What `infer` is asked to read: paths, folders, globs, COCO files and manifests, as films."""

import glob
from collections.abc import Iterator, Sequence
from pathlib import Path

from boneage_kp.cli.infer_manifest import films_of_manifest
from boneage_kp.engine.batch.films import FilmFile, filled
from boneage_kp.schema.records import Sex

ENDINGS = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".dcm", ".dicom")
# DICOM files often have no ending; their fifth 32 bytes begin so.
_DICOM_MARK, _DICOM_MARK_AT = b"DICM", 128


def films_asked_for(
    paths: Sequence[str],
    sex: Sex | None = None,
    age_years: float | None = None,
    leave_out: Path | None = None,
) -> list[FilmFile]:
    """Every film once, in the order given; folders by name, with their subfolders.

    sex, age_years:  of films whose own COCO file or manifest does not say.
    leave_out:       a folder whose pictures are results and no films: the one written to.
    """
    films: dict[str, FilmFile] = {}
    for text in paths:
        found = list(_films_of(text, sex, age_years, leave_out))
        if not found:
            wanted = ", ".join(ENDINGS)
            raise ValueError(f"{text}: holds no film; files with {wanted} are looked for")
        for film in found:
            films.setdefault(film.name, film)
    return list(films.values())


def _films_of(
    text: str, sex: Sex | None, age_years: float | None, leave_out: Path | None
) -> Iterator[FilmFile]:
    path = Path(text)
    ending = path.suffix.lower()
    if path.is_dir():
        yield from _films_of_folder(path, sex, age_years, leave_out)
    elif ending == ".json" and path.is_file():
        yield from _films_of_coco(path, sex, age_years)
    elif ending == ".csv" and path.is_file():
        yield from films_of_manifest(path, sex, age_years)
    elif not path.exists() and glob.has_magic(text):
        for name in sorted(glob.glob(text, recursive=True)):
            if Path(name).is_file():
                yield FilmFile(Path(name), name, sex, age_years)
    else:
        # A file that is not there becomes a row with its reason, like one that is damaged.
        yield FilmFile(path, text, sex, age_years)


def _films_of_folder(
    folder: Path, sex: Sex | None, age_years: float | None, leave_out: Path | None
) -> Iterator[FilmFile]:
    results = None if leave_out is None else leave_out.resolve()
    found = False
    for inside in sorted(folder.rglob("*")):
        if results is not None and results in inside.resolve().parents:
            continue
        if inside.is_file() and is_film_name(inside):
            found = True
            yield FilmFile(inside, str(inside), sex, age_years)
    if not found and folder.suffix.lower() in ENDINGS:
        yield FilmFile(folder, str(folder), sex, age_years)  # a row that says it is a folder


def is_film_name(path: Path) -> bool:
    """Whether a file is taken for a film: by its ending, or as DICOM where it has none."""
    if path.suffix:
        return path.suffix.lower() in ENDINGS
    try:
        with open(path, "rb") as file:
            file.seek(_DICOM_MARK_AT)
            return file.read(len(_DICOM_MARK)) == _DICOM_MARK
    except OSError:
        return False


def _films_of_coco(path: Path, sex: Sex | None, age_years: float | None) -> Iterator[FilmFile]:
    from boneage_kp.data.formats import coco

    hands = coco.read(path, standard_id="tw3_rus")
    seen = set()
    for record in (*hands.records, *hands.unannotated):
        if record.file_name in seen:
            continue
        seen.add(record.file_name)
        film = path.parent / record.file_name
        age = None if record.age_months is None else record.age_months / 12
        yield filled(FilmFile(film, str(film), record.sex, age), sex, age_years)
