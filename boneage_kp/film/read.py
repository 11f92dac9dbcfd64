"""`read_film`: any file to a `DecodedFilm`, decoded where it can be killed."""

import sys
from pathlib import Path

from boneage_kp.film.decode import decode_file
from boneage_kp.film.decoding.pool import decode_apart
from boneage_kp.film.error import FilmError
from boneage_kp.film.facts import DecodedFilm
from boneage_kp.film.limits import DEFAULT_LIMITS, FilmLimits

CAN_BE_KILLED = sys.platform != "win32"  # Windows has neither alarms nor resource limits


def read_film(
    path: str | Path,
    name: str | None = None,
    limits: FilmLimits = DEFAULT_LIMITS,
    apart: bool = CAN_BE_KILLED,
) -> DecodedFilm:
    """Read one film.

    name:     what errors call it; the path when not given.
    apart:    decode in a process of its own, so that a hostile file costs no more than that one.
    raises:   FilmError with the reason, whatever the file holds.
    """
    try:
        return decode_apart(path, limits) if apart else decode_file(path, limits)
    except FilmError as error:
        raise error.of_film(str(path) if name is None else name) from None
