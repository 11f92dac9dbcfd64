"""`FilmList`: the films of the folder under names that carry no path; nothing outside is served."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from boneage_kp.schema.records import Sex

_ID_DIGITS = 16


@dataclass(frozen=True)
class ListedFilm:
    """One film.

    id:    for addresses: from the name alone, so that it is the same at every start.
    name:  from the folder of films, with "/" between; what the annotation file writes.
    sex, age_months:  where the list that named the film gives them.
    """

    id: str
    name: str
    path: Path
    sex: Sex | None = None
    age_months: float | None = None


class FilmList:
    """Films in the order given, found by id or by name.

    left_out:  names of films that lie outside the folder, by ".." or behind a link.
    """

    def __init__(self, root: Path, films: Iterable[tuple[Path, Sex | None, float | None]]) -> None:
        self.root = root.resolve()
        self.left_out: list[str] = []
        self._by_id: dict[str, ListedFilm] = {}
        for path, sex, age_months in films:
            name = Path(os.path.relpath(path, root)).as_posix()
            if self._inside(path):
                film = ListedFilm(film_id(name), name, path, sex, age_months)
                self._by_id.setdefault(film.id, film)
            else:
                self.left_out.append(name)
        self._by_name = {film.name: film for film in self}

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[ListedFilm]:
        return iter(self._by_id.values())

    def get(self, film: str) -> ListedFilm | None:
        """By id."""
        return self._by_id.get(film)

    def named(self, name: str) -> ListedFilm | None:
        return self._by_name.get(name)

    def path_of(self, film: ListedFilm) -> Path | None:
        """Where it really lies now; None once a link leads out of the folder."""
        return film.path if self._inside(film.path) else None

    def _inside(self, path: Path) -> bool:
        try:
            return path.resolve().is_relative_to(self.root)
        except (OSError, RuntimeError):  # a link that leads back to itself
            return False


def film_id(name: str) -> str:
    """16 hexadecimal digits of the name's SHA-256."""
    return hashlib.sha256(os.fsencode(name)).hexdigest()[:_ID_DIGITS]
