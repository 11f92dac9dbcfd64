"""Any file's bytes to a `DecodedFilm` or a `FilmError`, in the process that calls it."""

import hashlib
from pathlib import Path

from boneage_kp.film.contents import file_bytes
from boneage_kp.film.error import FilmError
from boneage_kp.film.facts import DecodedFilm
from boneage_kp.film.kinds import kind_of
from boneage_kp.film.limits import DEFAULT_LIMITS, FilmLimits


def decode_file(path: str | Path, limits: FilmLimits = DEFAULT_LIMITS) -> DecodedFilm:
    """Read and decode a file; errors do not name it, since the caller knows its name best."""
    try:
        return decode_film(file_bytes(path, limits), limits)
    except MemoryError:
        raise _too_much(limits) from None


def decode_film(content: bytes, limits: FilmLimits = DEFAULT_LIMITS) -> DecodedFilm:
    """Grey pixels and facts out of a file's bytes."""
    kind = kind_of(content)
    try:
        return _decoded(content, kind, limits)
    except FilmError:
        raise
    except MemoryError:
        raise _too_much(limits) from None
    except Exception:
        # Decoders of other people meet bytes of strangers: what they raise is of any class, and
        # their words may quote a patient's name. The file is told to be damaged, nothing else.
        raise FilmError(f"is a damaged {kind} file; export or copy the film again") from None


def _too_much(limits: FilmLimits) -> FilmError:
    return FilmError(
        f"needs more than {limits.memory_bytes // 2**20} MB to be decoded; "
        "scale the film down, or cut out the hand"
    )


def _decoded(content: bytes, kind: str, limits: FilmLimits) -> DecodedFilm:
    digest = hashlib.sha256(content).hexdigest()
    if kind == "DICOM":
        from boneage_kp.film.dicom.file import decode_dicom

        return decode_dicom(content, digest, limits)
    from boneage_kp.film.image import decode_picture, picture_facts

    grey = decode_picture(content, kind, limits)
    return DecodedFilm(grey, picture_facts(content, kind, digest))
