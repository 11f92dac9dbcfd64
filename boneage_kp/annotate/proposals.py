"""`Proposals`: films read ahead in the background, the film that is open first."""

import json
import os
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boneage_kp.annotate.film_list import FilmList, ListedFilm
from boneage_kp.annotate.film_pixels import FilmPixels
from boneage_kp.annotate.proposal import Proposal, State
from boneage_kp.engine.films import Film
from boneage_kp.schema.records import HandReading


@dataclass(frozen=True)
class NetworkReader:
    """What reads a film.

    key:   another one reads otherwise; readings that are kept name it.
    beta:  see `Proposal`.
    """

    read: Callable[[Film], HandReading]
    key: str
    beta: float = 1.0


class Proposals:
    """Proposals of all films of a list.

    make_reader:  called in the background, since it may load a network; None: no network is asked.
                  What it raises says why there is none.
    cache:        a file that keeps readings between runs; a film that changed is read again.
    given:        proposals that lie there from the start, by film name.
    """

    def __init__(
        self,
        films: FilmList,
        pixels: FilmPixels,
        make_reader: Callable[[], NetworkReader] | None,
        cache: Path,
        given: Mapping[str, Proposal],
    ) -> None:
        self._films, self._pixels, self._make_reader, self._cache = (
            films,
            pixels,
            make_reader,
            cache,
        )
        self.reason = "" if make_reader else "no network was asked for"
        self._lock = threading.Lock()
        self._ready = {f.id: given[f.name] for f in films if f.name in given}
        self._failed: dict[str, str] = {}
        self._first: list[str] = []  # opened by the rater, the last one at the end
        self._closing = threading.Event()
        self._running = make_reader is not None
        self._thread = threading.Thread(target=self._work, daemon=True)
        if make_reader is not None:
            self._thread.start()

    def get(self, film: ListedFilm) -> tuple[State, Proposal | None, str]:
        """State, the proposal when it is ready, and why there is none when it failed."""
        with self._lock:
            if film.id in self._ready:
                return "ready", self._ready[film.id], ""
            if film.id in self._failed:
                return "failed", None, self._failed[film.id]
            told = self.reason if self._make_reader else ""  # who asked for none knows
            return ("waiting" if self._running else "none"), None, told

    def want(self, film: ListedFilm) -> None:
        """Read this film next."""
        with self._lock:
            if film.id not in self._ready and film.id not in self._first:
                self._first.append(film.id)

    def as_plain(self) -> dict[str, Any]:
        """For the page's status line."""
        with self._lock:
            return {
                "running": self._running,
                "done": len(self._ready),
                "failed": len(self._failed),
                "total": len(self._films),
                "reason": self.reason or None,
            }

    def close(self) -> None:
        """Stop after the film at hand."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(timeout=60)

    def _work(self) -> None:
        try:
            assert self._make_reader is not None
            reader = self._make_reader()
            self._take_cached(reader.key)
            rest = iter(list(self._films))
            while not self._closing.is_set():
                film = self._opened() or next(rest, None)
                if film is None:
                    return
                if self.get(film)[0] == "waiting":
                    self._read(reader, film)
        except Exception as error:  # of whatever computes networks here; the page works without
            self.reason = _told(error)
        finally:
            self._running = False

    def _opened(self) -> ListedFilm | None:
        with self._lock:
            return self._films.get(self._first.pop()) if self._first else None

    def _read(self, reader: NetworkReader, film: ListedFilm) -> None:
        try:
            stamp = _stamp(film)
            reading = reader.read(self._pixels.film(film, keep=False))
        except Exception as error:  # one film that breaks a network keeps no other waiting
            with self._lock:
                self._failed[film.id] = _told(error)
            return
        proposal = Proposal.of_reading(reading, reader.beta)
        with self._lock:
            self._ready[film.id] = proposal
        row = {
            "name": film.name,
            "stamp": stamp,
            "reader": reader.key,
            "proposal": proposal.as_plain(),
        }
        # Kept readings save time and nothing else: a full disk stops no proposal.
        with suppress(OSError), open(self._cache, "a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")

    def _take_cached(self, key: str) -> None:
        """Readings of earlier runs by the same reader, of films that are as they were.

        A line that a killed run left half written is passed over; its film is read again.
        """
        if not self._cache.is_file():
            return
        text = self._cache.read_text(encoding="utf-8")
        if text and not text.endswith("\n"):
            with open(self._cache, "a", encoding="utf-8") as file:
                file.write("\n")  # so that the next line is not lost with the torn one
        for line in text.splitlines():
            try:
                row = json.loads(line)
                film, proposal = (
                    self._films.named(row["name"]),
                    Proposal.from_plain(row["proposal"]),
                )
                if film is None or film.id in self._ready:
                    continue
                if row["reader"] == key and row["stamp"] == _stamp(film):
                    self._ready[film.id] = proposal
            except (ValueError, KeyError, TypeError, OSError):
                continue


def _told(error: Exception) -> str:
    """Our own errors are text for people; others are told with their kind."""
    ours = isinstance(error, (ValueError, ImportError, OSError))
    return str(error) if ours and str(error) else f"{type(error).__name__}: {error}"


def _stamp(film: ListedFilm) -> list[int]:
    status = os.stat(film.path)
    return [status.st_size, status.st_mtime_ns]
