"""`decode_apart`: decoding processes kept for the next film, replaced when one dies.

One process per thread that reads at the same time, started with the first film.
"""

import atexit
import os
import threading
from pathlib import Path

from boneage_kp.film.decoding.process import DecodingProcess, DiedError
from boneage_kp.film.error import FilmError
from boneage_kp.film.facts import DecodedFilm
from boneage_kp.film.limits import FilmLimits

_KEPT = 4  # idle processes


def decode_apart(path: str | Path, limits: FilmLimits) -> DecodedFilm:
    """Decode a file in a process that dies in place of this one.

    raises:  FilmError without a name; also when the process was killed or ended itself.
    """
    try:
        return _asked(_idle_or_new(), path, limits)
    except DiedError:
        # It may have been ended from outside, or worn out by earlier films: one more, a fresh one.
        return _asked(DecodingProcess(), path, limits)


def _asked(process: DecodingProcess, path: str | Path, limits: FilmLimits) -> DecodedFilm:
    try:
        film = process.decode(path, limits)
    except FilmError:
        _put_back(process)
        raise
    except BaseException:
        # Interrupted midway: what comes next through its pipe would answer the wrong question.
        process.end()
        raise
    _put_back(process)
    return film


_idle: list[DecodingProcess] = []
_lock = threading.Lock()


def _idle_or_new() -> DecodingProcess:
    while True:
        with _lock:
            process = _idle.pop() if _idle else None
        if process is None:
            return DecodingProcess()
        if process.is_alive:
            return process
        process.end()


def _put_back(process: DecodingProcess) -> None:
    if process.is_alive:
        with _lock:
            if len(_idle) < _KEPT:
                _idle.append(process)
                return
    process.end()


def end_idle_processes() -> None:
    """End all that wait for a film; the next film starts one anew."""
    while True:
        with _lock:
            process = _idle.pop() if _idle else None
        if process is None:
            return
        process.end()


def _after_fork() -> None:
    """A forked worker has processes of its own: two askers on one pipe would mix their films."""
    global _lock
    _lock = threading.Lock()
    while _idle:
        _idle.pop().forget()


atexit.register(end_idle_processes)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
