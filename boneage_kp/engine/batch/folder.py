"""`BatchFolder`: where a batch's files lie, one set a film, each whole or not there at all."""

import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from boneage_kp.engine.batch.films import FilmFile
from boneage_kp.engine.batch.stored import (
    StoredReadingError,
    edited_bones,
    is_reading,
    load_row,
)
from boneage_kp.film.whole_file import remove_half_written, write_whole
from boneage_kp.report.page.names import PAGES, THUMBNAILS, film_stem

READINGS, OVERLAYS = "readings", "overlays"
# Kind of picture -> ending of its files, in a folder of that name.
PICTURES = {OVERLAYS: ".png", PAGES: ".html", THUMBNAILS: ".jpg"}


class BatchFolder:
    """The output folder of `infer`.

    A film's reading is written last of its files: what has one is finished, whenever the power
    went. Names of files follow from the path that the user gave, and from nothing in the film.

    pictures:  of the kinds in `PICTURES`, those that its films get where pictures are asked for.
    """

    def __init__(self, root: Path, pictures: Collection[str] = tuple(PICTURES)) -> None:
        self.root, self.pictures = root, pictures

    def make(self, vis: bool, tidy: bool) -> None:
        """Make the folders; tidy: clear away what a killed run left, if nobody else writes here."""
        for kind in (READINGS, *(self.pictures if vis else ())):
            (self.root / kind).mkdir(parents=True, exist_ok=True)
        if tidy:
            for folder in (self.root, *(self.root / kind for kind in (READINGS, *PICTURES))):
                remove_half_written(folder)

    def path(self, kind: str, film_name: str) -> Path:
        """Where a film's file of a kind lies: `READINGS` or one of `PICTURES`."""
        return self.root / kind / (film_stem(film_name) + PICTURES.get(kind, ".json"))

    def write(self, row: Mapping[str, Any], pictures: Mapping[str, bytes]) -> None:
        """Put down a film's files. Pictures of an earlier reading that has none now go."""
        name = row["file"]
        for kind in PICTURES:
            if kind in pictures:
                write_whole(self.path(kind, name), pictures[kind])
            else:
                self.path(kind, name).unlink(missing_ok=True)
        text = json.dumps(row, ensure_ascii=True, allow_nan=False, indent=1) + "\n"
        write_whole(self.path(READINGS, name), text.encode())

    def forget(self, films: Iterable[FilmFile]) -> None:
        """Remove films' readings, so that none of an earlier run is taken for a new one."""
        for film in films:
            self.path(READINGS, film.name).unlink(missing_ok=True)

    def finished(
        self, film_name: str, image_digest: str | None, settings_digest: str, vis: bool
    ) -> dict[str, Any] | None:
        """The row of a film that was read already, of the same bytes with the same settings.

        raises:  StoredReadingError when somebody edited a stage in it: that is not scored yet, and
                 reading the film again would lose it.
        """
        path = self.path(READINGS, film_name)
        try:
            row = json.loads(path.read_text(encoding="utf-8"))
            digests = row["digests"]
            same = (digests.get("image"), digests.get("settings")) == (
                image_digest,
                settings_digest,
            )
            kept = same and row["file"] == film_name and row["error"] is None
            edited = edited_bones(row) if kept else []
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None  # not there, or no longer what we wrote: the film is read again
        if edited:
            raise StoredReadingError(
                f"{READINGS}/{path.name} was edited by hand at {', '.join(edited)} and is not "
                "scored yet: run `infer --from` with it, then go on with --resume"
            )
        if vis and not all(self.path(kind, film_name).is_file() for kind in self.pictures):
            return None
        return row if kept else None

    def holds_reading(self, film_name: str) -> bool:
        """Whether a film was read once, with whatever settings."""
        try:
            return is_reading(json.loads(self.path(READINGS, film_name).read_text("utf-8")))
        except (OSError, ValueError):
            return False

    def ratings_kept(self, film_name: str, image_digest: str) -> dict[str, dict[str, float]]:
        """What a person rated in an earlier reading of the same bytes: never to be lost."""
        try:
            row = load_row(self.path(READINGS, film_name))
            if row["digests"].get("image") != image_digest:
                return {}
            return {name: row["bones"][name]["posterior"] for name in row["correction"]["bones"]}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}
