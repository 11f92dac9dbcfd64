"""`FilmBatch`: films in, rows of results and files out, one after another in constant memory.

Films are decoded ahead of the network in threads of their own. What goes wrong with a film becomes
the reason in its row; only what stops everything (a full disk, Ctrl-C) stops the batch.
"""

import sys
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import cv2

from boneage_kp.engine.batch.films import FilmFile, digest_of_file, read_ahead
from boneage_kp.engine.batch.folder import BatchFolder
from boneage_kp.engine.batch.stored import StoredReadingError
from boneage_kp.engine.clock import StageClock
from boneage_kp.engine.films import Film, film_of_file
from boneage_kp.film.error import FilmError

UNREADABLE = "unreadable"
READERS = 2  # threads that decode; more gain nothing beside a network on a processor
_OUR_FOLDER = "boneage_kp"

Row = dict[str, Any]
Pictures = dict[str, bytes]  # kind of picture (`folder.PICTURES`) -> the file's content


@dataclass(frozen=True)
class Outcome:
    """What became of a film.

    kind:     its verdict, or "unreadable".
    resumed:  taken from an earlier run.
    """

    film: FilmFile
    row: Row
    kind: str
    resumed: bool = False


@dataclass(frozen=True)
class _Failure:
    """Why there is no film; kept: what an earlier run left of it is not to be touched."""

    text: str
    kept: bool = False


class LoopSettings(Protocol):
    """batch: films in one pass; vis: pictures as well; resume: go on after an earlier run."""

    @property
    def batch(self) -> int: ...
    @property
    def vis(self) -> bool: ...
    @property
    def resume(self) -> bool: ...


class FilmBatch(ABC):
    """What all batches do, whatever reads their films; a subclass says that.

    readers:  threads that decode films ahead of the network.
    """

    def __init__(
        self,
        folder: BatchFolder,
        settings: LoopSettings,
        readers: int = READERS,
        clock: StageClock | None = None,
    ) -> None:
        self.folder, self.settings, self.readers = folder, settings, readers
        self.clock = clock or StageClock()

    @abstractmethod
    def settings_digest(self, film: FilmFile) -> str:
        """SHA-256 over all that decides its reading but the film's own bytes."""

    @abstractmethod
    def read(self, films: list[Film]) -> Sequence[Any]:
        """One pass over some films; one answer a film."""

    @abstractmethod
    def outcome(self, source: FilmFile, film: Film, answer: Any) -> tuple[Outcome, Pictures]:
        """The row and the pictures of a film that was read."""

    @abstractmethod
    def failed_row(self, source: FilmFile, error: str) -> Row:
        """The row of a film that could not be read."""

    def kind_of(self, row: Row) -> str:
        """Of a row that an earlier run left."""
        return str(row["verdict"])

    def outcomes(self, films: Sequence[FilmFile]) -> Iterator[Outcome]:
        """Every film's outcome in their order; its files are there by then."""
        step = self.settings.batch
        groups = [films[start : start + step] for start in range(0, len(films), step)]
        loaded_groups = read_ahead(groups, self._load_group, self.readers, 1 + self.readers // step)
        for group, loaded in zip(groups, loaded_groups, strict=True):
            yield from self._read_group(group, loaded)

    def _load_group(self, group: Sequence[FilmFile]) -> list[Film | Row | _Failure]:
        """Films of one pass: decoded, or their rows where an earlier run finished all of them.

        A pass is repeated as a whole, so that a run that goes on computes what an unbroken one
        does, to the last digit.
        """
        found = [self._finished(film) or self._load(film) for film in group]
        if any(isinstance(one, Film) for one in found):
            pairs = zip(group, found, strict=True)
            found = [self._load(film) if isinstance(one, dict) else one for film, one in pairs]
        return found

    def _finished(self, film: FilmFile) -> Row | _Failure | None:
        if not self.settings.resume:
            return None
        digest = digest_of_file(film.path)
        settings = self.settings_digest(film)
        try:
            return self.folder.finished(film.name, digest, settings, self.settings.vis)
        except StoredReadingError as error:
            return _Failure(str(error), kept=True)

    def _load(self, film: FilmFile) -> Film | _Failure:
        try:
            with self.clock.step("decode"):
                return film_of_file(film.path, film.sex, film.age_years, film.name)
        except FilmError as error:
            return _Failure(str(error))
        except (OSError, MemoryError, cv2.error) as error:
            # A decoder that gives up in its own words must not end the batch.
            first_line = (str(error).strip() or "out of memory").splitlines()[0]
            return _Failure(f"{film.name}: cannot be decoded ({first_line}); export the film again")
        except Exception as error:
            return _Failure(_our_fault(film, error))

    def _read_group(
        self, group: Sequence[FilmFile], loaded: Sequence[Film | Row | _Failure]
    ) -> Iterator[Outcome]:
        answers = iter(self._read([one for one in loaded if isinstance(one, Film)]))
        for source, one in zip(group, loaded, strict=True):
            if isinstance(one, dict):
                yield Outcome(source, one, self.kind_of(one), resumed=True)
                continue
            outcome, pictures = self._outcome(source, one, answers)
            if not (isinstance(one, _Failure) and self._to_keep(source, one)):
                with self.clock.step("writing"):
                    self.folder.write(outcome.row, pictures)
            yield outcome

    def _to_keep(self, film: FilmFile, failure: _Failure) -> bool:
        """Whether an earlier reading outlives a failure: a share may be gone for an hour only."""
        return failure.kept or (self.settings.resume and self.folder.holds_reading(film.name))

    def _read(self, films: list[Film]) -> list[Any]:
        """One pass; should it fail, film by film, so that the others do not suffer for one."""
        try:
            return [*self.read(films)]
        except Exception as error:
            if len(films) == 1:
                return [error]
        return [one for film in films for one in self._read([film])]

    def _outcome(
        self, source: FilmFile, film: Film | _Failure, answers: Iterator[Any]
    ) -> tuple[Outcome, Pictures]:
        """The row and the pictures of a film that is not finished."""
        if isinstance(film, _Failure):
            return self._failed(source, film.text), {}
        answer = next(answers)
        try:
            if isinstance(answer, Exception):
                raise answer
            return self.outcome(source, film, answer)
        except FilmError as error:
            return self._failed(source, str(error)), {}
        except Exception as error:
            return self._failed(source, _our_fault(source, error)), {}

    def _failed(self, source: FilmFile, text: str) -> Outcome:
        return Outcome(source, self.failed_row(source, text), UNREADABLE)


def _our_fault(film: FilmFile, error: Exception) -> str:
    """A fault of ours in one line: where it lies, not what a film's header may have said."""
    trace, place = error.__traceback__, "unknown place"
    while trace is not None:
        name = trace.tb_frame.f_globals.get("__name__", "")
        if name.startswith(_OUR_FOLDER):
            place = f"{name}, line {trace.tb_lineno}"
        trace = trace.tb_next
    said = f"{type(error).__name__} in {place}"
    print(f"{film.name}: {said}", file=sys.stderr)
    return f"{film.name}: reading it failed inside this program ({said}); please report this line"
