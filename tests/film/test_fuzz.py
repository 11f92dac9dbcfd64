"""Damaged films: each ends in a film or a named reason, never in a traceback, never in a hang."""

from collections.abc import Callable, Iterator
from itertools import islice, product
from pathlib import Path

import numpy as np
import pytest

from boneage_kp.film.decode import decode_film
from boneage_kp.film.decoding.pool import end_idle_processes
from boneage_kp.film.error import FilmError
from boneage_kp.film.limits import FilmLimits
from boneage_kp.film.read import read_film
from tests.film.dicom_films import LOSSY, PLANTED, SYNTAXES, file_of, plant, radiograph, written
from tests.film.picture_files import encoded, hand_like, tiff
from tests.film.twelve_bit_jpeg import film_of_stream, picture

LIMITS = FilmLimits(pixels=4_000_000, memory_bytes=512 * 2**20, seconds=10)
GREY_8, GREY_16 = hand_like(48, 36, 8), hand_like(48, 36, 16)


@pytest.fixture(scope="module")
def whole() -> dict[str, bytes]:
    """A small film of every kind, all with a person's name wherever one fits."""
    films = {
        "png8": encoded(".png", GREY_8),
        "png16": encoded(".png", GREY_16),
        "png_rgb": encoded(".png", np.dstack([GREY_8] * 3)),
        "jpeg": encoded(".jpg", GREY_8),
        "jpeg_rgb": encoded(".jpg", np.dstack([GREY_8] * 3)),
        "tiff8": tiff(GREY_8),
        "tiff16_white": tiff(GREY_16, photometric=0),
        "tiff_float": tiff(GREY_16.astype(np.float32)),
        "tiff_lzw": encoded(".tiff", GREY_16),
        "bmp": encoded(".bmp", GREY_8),
    }
    for name, syntax in SYNTAXES.items():
        grey, bits = (GREY_8, 8) if name in LOSSY else (GREY_16 >> 4, 12)
        films[f"dicom_{name}"] = file_of(plant(radiograph(grey, bits)), syntax)
    films["dicom_jpeg_12_bit"] = written(plant(film_of_stream()))
    return films


def damaged(content: bytes, rng: np.random.Generator) -> bytes:
    """One of: cut off, flipped bits, overwritten stretch, removed stretch, doubled stretch."""
    how, size = rng.integers(6), len(content)
    start = int(rng.integers(size))
    # Headers are where decoders believe what they read: half of all damage goes there.
    if rng.random() < 0.5:
        start = int(rng.integers(min(size, 2500)))
    stop = min(size, start + int(rng.integers(1, 60)))
    if how == 0:
        return content[:start]
    if how == 1:
        return content[:start] + rng.bytes(stop - start) + content[stop:]
    if how == 2:
        return content[:start] + content[stop:]
    if how == 3:
        return content[:stop] + content[start:]
    flipped = bytearray(content)
    for at in [start, *rng.integers(0, size, int(rng.integers(0, 12)))]:
        flipped[at] ^= 1 << int(rng.integers(8))
    return bytes(flipped)


def cases(whole: dict[str, bytes], how_many: int) -> Iterator[tuple[str, bytes]]:
    """(name, damaged bytes); the same ones every time."""
    for i, (name, content) in islice(
        ((i, item) for i, item in product(range(how_many), whole.items())), how_many
    ):
        rng = np.random.default_rng([i, *name.encode()])
        yield f"{name}-{i}", damaged(content, rng)


def test_whole_films_of_every_kind_are_read(whole: dict[str, bytes], tmp_path: Path) -> None:
    for name, content in whole.items():
        (tmp_path / name).write_bytes(content)
        shape = picture().shape if name == "dicom_jpeg_12_bit" else (48, 36)
        assert read_film(tmp_path / name, limits=LIMITS).grey.shape == shape


def test_damaged_films_end_in_a_film_or_a_reason(
    whole: dict[str, bytes], tmp_path: Path, count: Callable[[int, int], int]
) -> None:
    outcomes = {"film": 0, "reason": 0, "decoder down": 0}
    path = tmp_path / "film"
    for name, content in cases(whole, count(2400, 184)):
        path.write_bytes(content)
        try:
            film = read_film(path, name, LIMITS)
        except FilmError as error:
            words = str(error)
            outcomes["decoder down" if "decoder down" in words else "reason"] += 1
            assert words.startswith(f"{name}: ") and words.isprintable() and len(words) < 400
            assert PLANTED[:6] not in words, name
            continue
        outcomes["film"] += 1
        assert film.grey.ndim == 2 and film.grey.dtype in (np.uint8, np.uint16), name
        assert film.grey.size <= LIMITS.pixels and PLANTED[:6] not in repr(film.facts), name
    end_idle_processes()
    assert min(outcomes["film"], outcomes["reason"]) > 0.1 * sum(outcomes.values()), outcomes


@pytest.mark.parametrize("length", [*range(0, 20), 127, 128, 131, 132, 133, 140, 300])
def test_short_starts_of_every_kind_are_refused(whole: dict[str, bytes], length: int) -> None:
    for content in whole.values():
        with pytest.raises(FilmError):
            decode_film(content[:length], LIMITS)


def test_noise_after_every_magic_number_is_refused() -> None:
    rng = np.random.default_rng(7)
    starts = [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"BM"]
    starts += [b"\0" * 128 + b"DICM", b"\x08\0\x05\0", b"\x02\0\0\0UL\x04\0", b"\0\x08\0\x05"]
    for start, size in product(starts, (20, 200, 3000)):
        with pytest.raises(FilmError):
            decode_film(start + rng.bytes(size), LIMITS)
