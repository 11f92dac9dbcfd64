"""The films of a batch: which were asked for, how they are loaded, several ahead of the network."""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from boneage_kp.film.contents import file_bytes
from boneage_kp.film.error import FilmError
from boneage_kp.report.page.context import Source
from boneage_kp.schema.records import Sex

Work = TypeVar("Work")
Loaded = TypeVar("Loaded")


@dataclass(frozen=True)
class FilmFile:
    """A film that was asked for.

    name:  the path as the user gave it, or below the folder that was given.
    sex_source, age_source:  "given" for all films, or by a "manifest" or COCO file.
    """

    path: Path
    name: str
    sex: Sex | None = None
    age_years: float | None = None
    sex_source: Source = "given"
    age_source: Source = "given"


@dataclass(frozen=True)
class Shard:
    """Part `number` of `count` (from 1): every count-th film, so that all parts are alike."""

    number: int
    count: int

    @classmethod
    def parse(cls, text: str) -> "Shard":
        """'2/4' is the second of four parts."""
        number, _, count = text.partition("/")
        if number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count):
            return cls(int(number), int(count))
        raise ValueError(f"--shard {text!r}: wanted I/N with I from 1 to N, e.g. 2/4")

    def of(self, films: Sequence[FilmFile]) -> Sequence[FilmFile]:
        return films[self.number - 1 :: self.count]


def filled(film: FilmFile, sex: Sex | None, age_years: float | None) -> FilmFile:
    """A film of a list, with the sex and age given for all films where the list says nothing."""
    return FilmFile(
        film.path,
        film.name,
        sex if film.sex is None else film.sex,
        age_years if film.age_years is None else film.age_years,
        "given" if film.sex is None else "manifest",
        "given" if film.age_years is None else "manifest",
    )


def digest_of_file(path: Path) -> str | None:
    """SHA-256 of a film's bytes as readings carry it; None when it cannot be read."""
    try:
        return hashlib.sha256(file_bytes(path)).hexdigest()
    except FilmError:
        return None


def read_ahead(
    works: Iterable[Work], load: Callable[[Work], Loaded], threads: int, ahead: int
) -> Iterator[Loaded]:
    """`load` of every work in their order, done in threads up to `ahead` works early.

    So memory is bounded, and files are read while the network is busy.
    """
    waiting: deque[Future[Loaded]] = deque()
    pool = ThreadPoolExecutor(threads, thread_name_prefix="film-reader")
    try:
        for work in works:
            waiting.append(pool.submit(load, work))
            if len(waiting) > ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        # Whoever stops early need not wait for films that nobody will look at.
        pool.shutdown(wait=True, cancel_futures=True)
