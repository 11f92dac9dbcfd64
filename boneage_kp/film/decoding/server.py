"""The decoding process: waits for paths, answers with pixels or a reason, ends with its parent.

Started by `process.py`. It can be killed at any time, and kills itself: an alarm ends it
when a film takes too long, whichever library hangs, and the system ends it when its parent's pipe
closes. Its memory is bounded per film.
"""

import os
import signal
import sys
from contextlib import suppress
from typing import IO, Any

import numpy as np

from boneage_kp.film.decode import decode_file
from boneage_kp.film.decoding.protocol import receive, send
from boneage_kp.film.error import FilmError
from boneage_kp.film.limits import FilmLimits

READY = "ready"


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer until the parent is gone."""
    import cv2

    cv2.setNumThreads(1)
    # Ctrl+C is for the parent, which ends this process in its own time.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
    with suppress(BrokenPipeError):
        send(answers, {READY: True})
        while (request := receive(requests)) is not None:
            _answer(request, answers)


def _answer(request: dict[str, Any], answers: IO[bytes]) -> None:
    limits = FilmLimits(**request["limits"])
    _bound_memory(limits.memory_bytes)
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    fault, film = "", None
    try:
        film = decode_file(request["path"], limits)
    except FilmError as error:
        fault = str(error)
    # Only decoding is timed: a parent that takes its time to fetch the pixels does no harm.
    signal.setitimer(signal.ITIMER_REAL, 0)
    if film is None:
        send(answers, {"error": fault})
        return
    grey = np.ascontiguousarray(film.grey)
    answer = {"dtype": grey.dtype.name, "shape": grey.shape, "facts": film.facts.as_plain()}
    send(answers, answer, grey.data.cast("B"))


def _bound_memory(more_bytes: int) -> None:
    """Address space up to so much beyond what is in use; systems without /proc go unbounded."""
    import resource

    with suppress(OSError, ValueError):
        with open("/proc/self/statm", encoding="ascii") as file:
            used = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (used + more_bytes, hard))


def main() -> None:
    """Serve on this process's own input and output; a decoder's printing goes nowhere."""
    answers = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    with open(answers, "wb") as pipe:
        serve(sys.stdin.buffer, pipe)
