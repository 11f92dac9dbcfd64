"""TIFF and BigTIFF: size, depth and polarity of the one full picture in the file."""

import struct
from collections.abc import Iterator, Mapping

from boneage_kp.film.error import FilmError
from boneage_kp.film.headers.picture_header import PictureHeader, not_whole

_WIDTH, _HEIGHT, _BITS, _PHOTOMETRIC, _CHANNELS, _KIND = 256, 257, 258, 262, 277, 254
_PIECES = ((273, 279), (324, 325))  # offsets and lengths of strips, of tiles
_FORMATS = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}  # TIFF's types of whole numbers
_NEEDED = {_WIDTH, _HEIGHT, _BITS, _PHOTOMETRIC, _CHANNELS, _KIND, *sum(_PIECES, ())}
_MOST_PICTURES, _MOST_ENTRIES, _MOST_VALUES = 64, 4096, 2**20
_REDUCED_OR_MASK = 0b101

Tags = Mapping[int, tuple[int, ...]]


def tiff_header(content: bytes) -> PictureHeader:
    """The header of a TIFF with one picture; thumbnails and masks beside it do not count."""
    try:
        pictures = [
            tags for tags in _pictures(content) if not _first(tags, _KIND) & _REDUCED_OR_MASK
        ]
        if len(pictures) > 1:
            raise FilmError(
                f"holds {len(pictures)} pictures; one film a file is wanted. "
                "Split it, for instance with `tiffsplit film.tif`"
            )
        tags = pictures[0]
        _check_pieces(tags, len(content))
        return PictureHeader(
            width=tags[_WIDTH][0],
            height=tags[_HEIGHT][0],
            bits=_first(tags, _BITS, 1),
            channels=_first(tags, _CHANNELS, 1),
            white_is_zero=_first(tags, _PHOTOMETRIC, 1) == 0,
        )
    except (struct.error, IndexError, KeyError):
        raise not_whole("TIFF") from None


def _first(tags: Tags, tag: int, missing: int = 0) -> int:
    return (tags.get(tag) or (missing,))[0]


def _pictures(content: bytes) -> Iterator[Tags]:
    """The tags of every directory in the chain, in order."""
    order = "<" if content[:2] == b"II" else ">"
    big = content[2:4] in (b"+\x00", b"\x00+")
    number, entry, count = ("Q", 20, "Q") if big else ("I", 12, "H")
    (at,) = struct.unpack_from(order + number, content, 8 if big else 4)
    seen: set[int] = set()
    left = _MOST_VALUES  # in the whole file: entries may all point at one long list
    while at and at not in seen and len(seen) < _MOST_PICTURES:
        seen.add(at)
        (entries,) = struct.unpack_from(order + count, content, at)
        start = at + struct.calcsize(order + count)
        tags: dict[int, tuple[int, ...]] = {}
        for i in range(min(entries, _MOST_ENTRIES)):
            tag, values = _tag(content, start + i * entry, order + number, left)
            tags[tag] = values
            left -= len(values)
        yield tags
        (at,) = struct.unpack_from(order + number, content, start + entries * entry)


def _tag(content: bytes, at: int, number: str, most: int) -> tuple[int, tuple[int, ...]]:
    """One entry of a directory as (tag, whole numbers); no numbers where they are not needed."""
    order = number[0]
    tag, kind, count = struct.unpack_from(f"{order}HH{number[1]}", content, at)
    if tag not in _NEEDED or kind not in _FORMATS or count > most:
        return tag, ()
    values = f"{order}{count}{_FORMATS[kind]}"
    place = at + 4 + struct.calcsize(number)
    if struct.calcsize(values) > struct.calcsize(number):
        (place,) = struct.unpack_from(number, content, place)
    return tag, struct.unpack_from(values, content, place)


def _check_pieces(tags: Tags, size: int) -> None:
    """Every strip or tile must lie inside the file."""
    for offsets, lengths in _PIECES:
        if offsets in tags and lengths in tags:
            ends = zip(tags[offsets], tags[lengths], strict=False)
            if tags[offsets] and all(start + length <= size for start, length in ends):
                return
    raise not_whole("TIFF")
