"""What a file is, by its first bytes and never by its name."""

from collections.abc import Mapping

from boneage_kp.film.error import FilmError

READ = ("PNG", "JPEG", "TIFF", "BMP", "DICOM")
_STARTS: Mapping[bytes, str] = {
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
    b"II+\x00": "TIFF",
    b"MM\x00+": "TIFF",
    b"BM": "BMP",
}
# Files people send instead of a film; naming them tells what to do.
_FOREIGN: Mapping[bytes, str] = {
    b"%PDF": "a PDF",
    b"GIF8": "a GIF",
    b"PK\x03\x04": "a ZIP archive (or an Office document)",
    b"\x1f\x8b": "a gzip archive",
    b"\xff\x4f\xff\x51": "a bare JPEG 2000 stream",
    b"\x00\x00\x00\x0cjP": "a JPEG 2000 picture",
    b"\x89HDF": "an HDF5 file",
    b"\x93NUMPY": "a NumPy array",
    b"<html": "a web page",
    b"<!DOCTYPE html": "a web page",
    b"{": "JSON text",
}
# The group of the first tag in a DICOM file that was stored without its preamble.
_BARE_GROUPS = (b"\x02\x00", b"\x08\x00", b"\x00\x08")


def kind_of(content: bytes) -> str:
    """One of `READ`; anything else is refused by its name where it has one."""
    if content[128:132] == b"DICM":
        return "DICOM"
    for start, kind in _STARTS.items():
        if content.startswith(start):
            return kind
    if content[:2] in _BARE_GROUPS and len(content) > 16:
        return "DICOM"
    foreign = _foreign(content)
    if foreign is None:
        raise FilmError("is no whole PNG, JPEG, TIFF, BMP or DICOM file; export the film again")
    raise FilmError(f"{foreign}; a PNG, JPEG, TIFF, BMP or DICOM file is wanted")


def _foreign(content: bytes) -> str | None:
    for start, name in _FOREIGN.items():
        if content.lstrip()[:16].startswith(start):
            return f"is {name}"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "is a WebP picture"
    if content[4:8] == b"ftyp":
        return "is a HEIC picture or a film clip"
    if content.count(0, 0, 4096) == min(len(content), 4096):
        return "holds nothing but zeros"
    return None
