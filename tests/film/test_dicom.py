"""DICOM films: the same grey out of every transfer syntax, and a name for what is refused."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom.uid import UID, ExplicitVRLittleEndian

from boneage_kp.film.decode import decode_film
from boneage_kp.film.error import FilmError
from boneage_kp.film.grey import as_grey_255
from boneage_kp.film.limits import FilmLimits
from tests.film.dicom_films import LOSSLESS, LOSSY, file_of, radiograph, written
from tests.film.picture_files import encoded, hand_like, tiff
from tests.film.twelve_bit_jpeg import (
    LOST_AT_MOST,
    PIXELS_SHA256,
    STREAM,
    film_of_stream,
    picture,
)

GREY = {bits: hand_like(bits=bits) for bits in (8, 10, 12, 14, 16)}


def grey_of(content: bytes) -> np.ndarray:
    return as_grey_255(decode_film(content).grey)


@pytest.mark.parametrize("bits", GREY)
@pytest.mark.parametrize("syntax", LOSSLESS)
def test_every_lossless_syntax_gives_the_same_grey_as_a_png(syntax: str, bits: int) -> None:
    film = decode_film(file_of(radiograph(GREY[bits], bits), LOSSLESS[syntax]))
    np.testing.assert_array_equal(as_grey_255(film.grey), grey_of(encoded(".png", GREY[bits])))
    np.testing.assert_array_equal(as_grey_255(film.grey), grey_of(tiff(GREY[bits])))
    assert film.facts.transfer_syntax == LOSSLESS[syntax].name


@pytest.mark.parametrize("syntax", LOSSY)
def test_lossy_syntaxes_come_close(syntax: str) -> None:
    grey = grey_of(file_of(radiograph(GREY[8], 8), LOSSY[syntax])).astype(float)
    assert np.abs(grey - GREY[8]).mean() < 2


@pytest.mark.parametrize("syntax", LOSSLESS)
@pytest.mark.parametrize("bits", [8, 12])
def test_monochrome_1_is_turned(syntax: str, bits: int) -> None:
    inverted = (2**bits - 1 - GREY[bits]).astype(GREY[bits].dtype)
    turned = {"PhotometricInterpretation": "MONOCHROME1", "PresentationLUTShape": "INVERSE"}
    film = decode_film(file_of(radiograph(inverted, bits, **turned), LOSSLESS[syntax]))
    np.testing.assert_array_equal(film.grey, GREY[bits])
    assert film.facts.photometric == "MONOCHROME1"


def test_twelve_bit_lossy_jpeg_gives_the_pixels_of_another_decoder() -> None:
    grey = decode_film(written(film_of_stream())).grey
    assert grey.dtype == np.uint16
    assert hashlib.sha256(grey.astype("<u2").tobytes()).hexdigest() == PIXELS_SHA256
    assert np.abs(grey.astype(int) - picture()).max() <= LOST_AT_MOST


def test_twelve_bit_jpeg_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """Its library for 8 bits would, straight to the process's stderr."""
    decode_film(written(film_of_stream()))
    os.write(2, b"ours")
    assert capfd.readouterr().err == "ours"


def test_twelve_bit_jpeg_that_is_none_is_refused_with_the_cure() -> None:
    """As GDCM itself writes it: with a precision of 16 bits, which JPEG does not have."""
    with pytest.raises(FilmError, match="12-bit lossy JPEG.*dcmdjpeg"):
        decode_film(file_of(radiograph(GREY[12]), LOSSY["jpeg_extended"]))


@pytest.mark.parametrize(
    "stream",
    [
        STREAM.replace(b"\xff\xc1\x00\x0b\x0c", b"\xff\xc1\x00\x0b\x10"),
        STREAM.replace(b"\xff\xc1\x00\x0b\x0c", b"\xff\xc2\x00\x0b\x0c"),
        STREAM[:30],
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8" + b"\xff\xe0\x00\x00" * 50,
    ],
)
def test_a_stream_of_another_kind_is_refused(stream: bytes) -> None:
    assert stream != STREAM
    with pytest.raises(FilmError, match="dcmdjpeg"):
        decode_film(written(film_of_stream(stream)))


@pytest.mark.parametrize("values", [{"PixelRepresentation": 1}, {"BitsStored": 14, "HighBit": 13}])
def test_twelve_bit_jpeg_of_odd_pixels_is_refused(values: dict) -> None:
    film = film_of_stream()
    for keyword, value in values.items():
        setattr(film, keyword, value)
    with pytest.raises(FilmError, match="dcmdjpeg"):
        decode_film(written(film))


@pytest.mark.parametrize("syntax", ["explicit", "implicit", "big_endian"])
def test_without_preamble_or_file_meta(syntax: str) -> None:
    content = file_of(radiograph(GREY[12]), LOSSLESS[syntax])
    np.testing.assert_array_equal(decode_film(content[132:]).grey, GREY[12])
    length = int.from_bytes(content[140:144], "little")  # of the file meta after this tag
    np.testing.assert_array_equal(decode_film(content[144 + length :]).grey, GREY[12])


def test_colours_and_palettes_become_grey() -> None:
    colour = np.dstack([GREY[8]] * 3)
    film = radiograph(GREY[8], 8, PhotometricInterpretation="RGB", SamplesPerPixel=3)
    film.PlanarConfiguration, film.PixelData = 0, colour.tobytes()
    np.testing.assert_array_equal(decode_film(file_of(film)).grey, GREY[8])
    film = radiograph(GREY[8], 8, PhotometricInterpretation="PALETTE COLOR")
    table = (np.arange(256)[::-1] * 257).astype("<u2")
    for name in ("Red", "Green", "Blue"):
        setattr(film, f"{name}PaletteColorLookupTableDescriptor", [256, 0, 16])
        setattr(film, f"{name}PaletteColorLookupTableData", table.tobytes())
    shown = decode_film(file_of(film)).grey
    np.testing.assert_array_equal(shown, (255 - GREY[8]).astype(np.uint16) * 257)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"NumberOfFrames": 7}, "of 7 frames; one film.*--frame 1"),
        ({"Modality": "CT"}, "is a CT slice"),
        ({"SOPClassUID": UID("1.2.840.10008.5.1.4.1.1.11.1")}, "is a presentation state"),
        ({"SOPClassUID": UID("1.2.840.10008.5.1.4.1.1.88.11")}, "is a structured report"),
        ({"SOPClassUID": UID("1.2.840.10008.5.1.4.1.1.104.1")}, "document wrapped in DICOM"),
        ({"PixelData": None}, "without pixels"),
        ({"PhotometricInterpretation": "HSV"}, "photometric interpretation is none of"),
        ({"BitsAllocated": 32, "BitsStored": 32}, "of 32 bits in 32"),
        ({"BitsAllocated": 1, "BitsStored": 1}, "of 1 bits in 1"),
        ({"HighBit": 15}, "12 bits end at bit 15, not at 11"),
        ({"Rows": None}, "does not say how large"),
        ({"Rows": 60_000, "Columns": 60_000}, "60000 x 60000 pixels"),
        ({"Rows": 0}, "says 70 x 0 pixels"),
        ({"Rows": 91}, "pixels cannot be decoded"),
        ({"PixelSpacing": [0.1, 0.2]}, "0.2 mm wide and 0.1 mm high"),
    ],
)
def test_what_is_refused(values: dict[str, Any], words: str) -> None:
    content = file_of(radiograph(GREY[12], 12, **values))
    with pytest.raises(FilmError, match=words):
        decode_film(content)


def test_a_dicomdir_is_named() -> None:
    film = radiograph(GREY[12], 12, PixelData=None, SOPClassUID=None)
    film.file_meta.MediaStorageSOPClassUID = UID("1.2.840.10008.1.3.10")
    with pytest.raises(FilmError, match="is a DICOMDIR"):
        decode_film(file_of(film))


def test_an_unknown_syntax_is_refused_without_telling_it() -> None:
    content = file_of(radiograph(GREY[12]))
    strange = b"1.2.826.0.1.99.77.5"
    content = content.replace(str(ExplicitVRLittleEndian).encode() + b"\0", strange + b"\0")
    with pytest.raises(FilmError) as told:
        decode_film(content)
    assert "99.77" not in str(told.value)


def test_more_pixels_than_allowed_are_not_decoded() -> None:
    content = file_of(radiograph(GREY[12]))
    with pytest.raises(FilmError, match="is 70 x 90 pixels"):
        decode_film(content, FilmLimits(pixels=6299))
    decode_film(content, FilmLimits(pixels=6300))


@pytest.mark.parametrize("syntax", [name for name in LOSSLESS if name != "deflated"])
def test_the_examples_are_valid_dicom(syntax: str, tmp_path: Path) -> None:
    """dciodvfy of Debian's dicom3tools; it reads no deflated files."""
    if shutil.which("dciodvfy") is None:
        pytest.skip("dciodvfy is not installed (Debian: dicom3tools)")
    path = tmp_path / "film.dcm"
    path.write_bytes(file_of(radiograph(GREY[12]), LOSSLESS[syntax]))
    done = subprocess.run(["dciodvfy", path], capture_output=True, text=True)
    assert "Error" not in done.stderr + done.stdout and "DXImage" in done.stderr
