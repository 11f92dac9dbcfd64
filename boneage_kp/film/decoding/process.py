"""`DecodingProcess`: one child that decodes films; a film costs a message and a pipe's transfer."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from boneage_kp.film.decoding.protocol import fill, receive, send
from boneage_kp.film.error import FilmError
from boneage_kp.film.facts import DecodedFilm, FilmFacts
from boneage_kp.film.limits import FilmLimits

# The parent's own search path: also where the package is run from a folder that is not installed.
_PROGRAM = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from boneage_kp.film.decoding.server import main; main()"
)
# One thread each: a film is decoded beside the network, not instead of it.
_ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
_LAST_SECONDS = 2.0  # for a process to end by itself


class DiedError(FilmError):
    """The process ended over a film, and not because its time was up."""


class DecodingProcess:
    """One child process and its two pipes."""

    def __init__(self) -> None:
        search = json.dumps([os.path.abspath(entry) for entry in sys.path])
        self._child = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, search],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **_ONE_THREAD},
        )
        assert self._child.stdin is not None and self._child.stdout is not None
        self._requests, self._answers = self._child.stdin, self._child.stdout
        if receive(self._answers) is None:
            self.end()
            raise FilmError(
                "cannot be decoded: the process that decodes films does not start; "
                "`boneage-kp doctor` says what is missing"
            )

    @property
    def pid(self) -> int:
        return self._child.pid

    @property
    def is_alive(self) -> bool:
        return self._child.poll() is None and not self._requests.closed

    def decode(self, path: str | Path, limits: FilmLimits) -> DecodedFilm:
        """Ask for one film; a process that dies over it is gone afterwards."""
        request = {"path": _absolute(path), "limits": asdict(limits)}
        try:
            send(self._requests, request)
            answer = receive(self._answers)
        except BrokenPipeError:
            answer = None
        film = None if answer is None else self._film(answer)
        if film is None:
            raise self._last_words(limits)
        return film

    def end(self) -> None:
        """Close the pipes, upon which it ends; kill it if it does not."""
        for pipe in (self._requests, self._answers):
            with suppress(OSError):
                pipe.close()
        try:
            self._child.wait(_LAST_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    def forget(self) -> None:
        """Close this process's copies of the pipes of a child that belongs to another."""
        for pipe in (self._requests, self._answers):
            with suppress(OSError):
                os.close(pipe.fileno())

    def _film(self, answer: dict[str, Any]) -> DecodedFilm | None:
        if "error" in answer:
            raise FilmError(answer["error"])
        grey = np.empty(answer["shape"], np.dtype(answer["dtype"]))
        if not fill(self._answers, grey.data.cast("B")):
            return None
        return DecodedFilm(grey, FilmFacts.from_plain(answer["facts"]))

    def _last_words(self, limits: FilmLimits) -> FilmError:
        self.end()
        if self._child.returncode == -signal.SIGALRM:
            return FilmError(
                f"took more than {limits.seconds:g} seconds to decode, and was given up; "
                "export the film again, or scale it down"
            )
        return DiedError(
            "brought its decoder down: damaged or hostile; export or copy the film again"
        )


def _absolute(path: str | Path) -> str:
    try:
        return os.path.abspath(path)
    except OSError:  # the current folder is gone
        return str(path)
