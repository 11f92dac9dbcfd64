"""Pictures of every kind a hospital may send, decoded or refused by name."""

import io
import struct
import time
import zlib

import cv2
import numpy as np
import pytest

from boneage_kp.film.decode import decode_film
from boneage_kp.film.error import FilmError
from boneage_kp.film.grey import as_unsigned
from tests.film.picture_files import encoded, hand_like, png, png_chunk, tiff

GREY_8, GREY_16 = hand_like(24, 40, 8), hand_like(24, 40, 16)


def decoded(content: bytes) -> np.ndarray:
    return decode_film(content).grey


class TestTiff:
    @pytest.mark.parametrize("grey", [GREY_8, GREY_16])
    def test_white_is_zero_is_turned(self, grey: np.ndarray) -> None:
        kept = np.iinfo(grey.dtype).max - grey
        np.testing.assert_array_equal(decoded(tiff(kept, photometric=0)), grey)
        np.testing.assert_array_equal(decoded(tiff(grey, photometric=1)), grey)

    @pytest.mark.parametrize(
        ("orientation", "back"),
        [(3, lambda a: a[::-1, ::-1]), (6, lambda a: np.rot90(a, 3)), (8, lambda a: np.rot90(a))],
    )
    def test_orientation_is_applied(self, orientation: int, back: object) -> None:
        np.testing.assert_array_equal(
            decoded(tiff(GREY_16, orientation=orientation)),
            back(GREY_16),  # type: ignore[operator]
        )

    def test_colour_of_16_bits_loses_none(self) -> None:
        colour = np.dstack([GREY_16] * 3)
        difference = decoded(tiff(colour, photometric=2)).astype(int) - GREY_16
        assert np.abs(difference).max() <= 1

    def test_cmyk_is_decoded(self) -> None:
        ink = np.zeros((24, 40, 4), np.uint8)
        ink[..., 3] = 255 - GREY_8
        assert np.abs(decoded(tiff(ink, photometric=5)).astype(int) - GREY_8).max() <= 2

    def test_several_pages_are_refused_with_the_cure(self) -> None:
        with pytest.raises(FilmError, match="holds 3 pictures.*tiffsplit"):
            decoded(tiff(GREY_8, pages=3))

    def test_a_directory_that_leads_back_to_itself_ends(self) -> None:
        content = bytearray(tiff(GREY_8))
        content[-4:] = struct.pack("<I", struct.unpack("<I", content[4:8])[0])
        np.testing.assert_array_equal(decoded(bytes(content)), GREY_8)


class TestFloats:
    def test_shares_of_white_keep_their_scale(self) -> None:
        share = (GREY_16 / 65535 * 0.5).astype(np.float32)
        np.testing.assert_allclose(decoded(tiff(share)), share * 65535.0, atol=0.6)

    def test_values_of_16_bits_are_kept(self) -> None:
        np.testing.assert_array_equal(decoded(tiff(GREY_16.astype(np.float32))), GREY_16)

    def test_anything_else_is_stretched(self) -> None:
        grey = decoded(tiff(GREY_16.astype(np.float32) * 7 - 9000))
        assert (grey.min(), grey.max()) == (0, 65535)
        assert np.abs(grey.astype(int) - GREY_16).max() <= 1

    @pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
    def test_what_is_no_number_is_counted_and_refused(self, wrong: float) -> None:
        pixels = GREY_16.astype(np.float32)
        pixels[2, 3:6] = wrong
        with pytest.raises(FilmError, match="3 of its 960 pixels are no numbers"):
            decoded(tiff(pixels))

    def test_extremes_do_not_overflow(self) -> None:
        huge = np.array([[-1.7e308, 1.7e308], [0, 0]])
        assert as_unsigned(huge).tolist() == [[0, 65535], [32768, 32768]]

    def test_signed_pixels_keep_their_order(self) -> None:
        signed = (GREY_16.astype(int) - 32768).astype(np.int16)
        np.testing.assert_array_equal(decoded(tiff(signed)), GREY_16)


class TestPng:
    def test_palette(self) -> None:
        palette = b"".join(bytes([v, v, v]) for v in range(256))
        header = struct.pack(">IIBBBBB", 40, 24, 8, 3, 0, 0, 0)
        rows = b"".join(b"\0" + row.tobytes() for row in GREY_8)
        chunks = [(b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(rows))]
        content = b"\x89PNG\r\n\x1a\n" + b"".join(map(png_chunk, [*chunks, (b"IEND", b"")]))
        np.testing.assert_array_equal(decoded(content), GREY_8)

    def test_transparency_is_no_darkness(self) -> None:
        rgba = np.dstack([GREY_8] * 3 + [np.zeros_like(GREY_8)])
        np.testing.assert_array_equal(decoded(encoded(".png", rgba)), GREY_8)

    def test_a_changed_byte_is_noticed(self) -> None:
        content = bytearray(encoded(".png", GREY_16))
        content[len(content) // 2] ^= 1
        with pytest.raises(FilmError, match="is no whole PNG"):
            decoded(bytes(content))

    def test_animation_is_refused(self) -> None:
        still = encoded(".png", GREY_8)
        moving = still[:33] + png_chunk((b"acTL", b"\0" * 8)) + still[33:]
        with pytest.raises(FilmError, match="animated"):
            decoded(moving)


class TestJpeg:
    def test_cmyk(self) -> None:
        pillow = pytest.importorskip("PIL.Image")
        ink = [pillow.fromarray(np.zeros_like(GREY_8))] * 3 + [pillow.fromarray(255 - GREY_8)]
        with io.BytesIO() as file:
            pillow.merge("CMYK", ink).save(file, "JPEG", quality=100)
            grey = decoded(file.getvalue())
        assert np.abs(grey.astype(int) - GREY_8).max() <= 3

    @pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
    def test_cut_off_is_refused_not_filled_with_grey(self, share: float) -> None:
        content = encoded(".jpg", GREY_8)
        with pytest.raises(FilmError, match="is no whole JPEG"):
            decoded(content[: int(len(content) * share)])

    def test_twelve_bits_are_refused_by_name(self) -> None:
        content = bytearray(encoded(".jpg", GREY_8))
        content[content.index(b"\xff\xc0") + 4] = 12
        with pytest.raises(FilmError, match="is a JPEG of 12 bits; 8 are read"):
            decoded(bytes(content))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (png(60_000, 60_000), "60000 x 60000 pixels; films of at most 64 million"),
        (png(30_001, 10), "30001 x 10 pixels"),
        (png(2**31 - 1, 2**31 - 1), "pixels; films of at most"),
        (png(0, 5), "says 0 x 5 pixels"),
        (encoded(".bmp", GREY_8)[:18] + struct.pack("<ii", 50_000, 9_000), "is no whole BMP"),
        (b"%PDF-1.7 and so on", "is a PDF; a PNG, JPEG"),
        (b"GIF89a" + b"\0" * 40, "is a GIF"),
        (b"PK\x03\x04" + b"\0" * 40, "is a ZIP archive"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "is a WebP picture"),
        (b"\0\0\0\x18ftypheic", "is a HEIC picture"),
        (b"\0" * 5000, "nothing but zeros"),
        (b"no picture", "is no whole PNG, JPEG, TIFF, BMP or DICOM file"),
    ],
)
def test_bombs_and_strangers_are_refused_before_decoding(
    content: bytes, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cv2, "imdecode", lambda *_: pytest.fail("was decoded"))
    with pytest.raises(FilmError, match=words):
        decode_film(content)


def test_a_tiff_bomb_is_refused_before_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    content = bytearray(tiff(GREY_8))
    for tag, size in ((256, 40_000), (257, 40_000)):
        at = content.index(struct.pack("<HHI", tag, 4, 1))
        content[at + 8 : at + 12] = struct.pack("<I", size)
    monkeypatch.setattr(cv2, "imdecode", lambda *_: pytest.fail("was decoded"))
    with pytest.raises(FilmError, match="40000 x 40000 pixels"):
        decode_film(bytes(content))


def test_a_jpeg_bomb_is_refused_before_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    content = bytearray(encoded(".jpg", GREY_8))
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 4] = struct.pack(">HH", 65_000, 65_000)
    monkeypatch.setattr(cv2, "imdecode", lambda *_: pytest.fail("was decoded"))
    with pytest.raises(FilmError, match="65000 x 65000 pixels"):
        decode_film(bytes(content))


def test_headers_that_go_on_for_ever_are_given_up() -> None:
    """Each would take minutes if every mark in it were followed."""
    entry = struct.pack("<HHII", 273, 4, 2**20, 8)
    entries = struct.pack("<H", 65_535) + entry * 65_535
    endless_tiff = b"II*\0" + struct.pack("<I", 8 + 2**22) + b"\0" * 2**22 + entries
    endless_jpeg = b"\xff\xd8" + b"\xff" * 2**26
    endless_png = png(9, 9)[:33] + png_chunk((b"aaAa", b"")) * 2**22
    for content in (endless_tiff, endless_jpeg, endless_png):
        start = time.perf_counter()
        with pytest.raises(FilmError, match="is no whole"):
            decode_film(content)
        assert time.perf_counter() - start < 5


def test_facts_of_a_picture_name_kind_and_depth() -> None:
    facts = decode_film(encoded(".png", GREY_16)).facts
    assert (facts.kind, facts.bits, facts.photometric) == ("PNG", 16, "MONOCHROME2")
    assert facts.spacing_mm is None and facts.sex is None and facts.notes == ()
