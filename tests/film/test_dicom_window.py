"""Windows, tables, rescaling and padding: against pydicom's own arithmetic and by hand."""

import io
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.pixels.processing import apply_modality_lut, apply_voi_lut
from pydicom.sequence import Sequence

from boneage_kp.film.decode import decode_film
from tests.film.dicom_films import file_of, radiograph
from tests.film.picture_files import hand_like

GREY = hand_like(bits=12)


def table(entries: np.ndarray, first: int, bits: int) -> Sequence:
    item = Dataset()
    item.LUTDescriptor = [len(entries) % 2**16, first, bits]
    item.LUTData = entries.astype("<u2").tobytes()
    item["LUTDescriptor"].VR, item["LUTData"].VR = "US", "OW"
    return Sequence([item])


def shares(**values: Any) -> tuple[np.ndarray, np.ndarray]:
    """(ours in 0-1, pydicom's in its own units) of the same film."""
    content = file_of(radiograph(GREY, 12, **values))
    grey = decode_film(content).grey
    header = pydicom.dcmread(io.BytesIO(content))
    theirs = apply_voi_lut(apply_modality_lut(header.pixel_array, header), header)
    return grey / (4095 if grey.max() < 4096 else 65535), np.asarray(theirs, float)


@pytest.mark.parametrize("function", ["LINEAR", "LINEAR_EXACT", "SIGMOID", None])
@pytest.mark.parametrize("window", [(2048, 4096), (1500.5, 900), (3000, 1), (500, 30_000)])
def test_windows_agree_with_pydicom(function: str | None, window: tuple[float, float]) -> None:
    values = {"WindowCenter": str(window[0]), "WindowWidth": str(window[1])}
    if function:
        values["VOILUTFunction"] = function
    ours, theirs = shares(**values)
    np.testing.assert_allclose(ours, theirs / 4095, atol=0.6 / 4095)


@pytest.mark.parametrize(("slope", "intercept"), [(2, -1000), (0.5, 300)])
def test_windows_are_in_rescaled_units(slope: float, intercept: float) -> None:
    values = {"RescaleSlope": str(slope), "RescaleIntercept": str(intercept)}
    ours, theirs = shares(**values, WindowCenter="1200", WindowWidth="1500")
    low, high = intercept, 4095 * slope + intercept
    np.testing.assert_allclose(ours, (theirs - low) / (high - low), atol=0.6 / 4095)


def test_a_wide_window_costs_no_steps() -> None:
    content = file_of(radiograph(GREY, 12, WindowCenter="2048", WindowWidth="65536"))
    assert len(np.unique(decode_film(content).grey)) == len(np.unique(GREY))


def test_the_first_of_several_windows_counts() -> None:
    one = decode_film(file_of(radiograph(GREY, 12, WindowCenter="900", WindowWidth="800")))
    both = {"WindowCenter": ["900", "3000"], "WindowWidth": ["800", "100"]}
    two = decode_film(file_of(radiograph(GREY, 12, **both)))
    np.testing.assert_array_equal(one.grey, two.grey)


def test_a_table_goes_before_a_window() -> None:
    entries = (np.linspace(0, 1, 4096) ** 2 * 60_000).astype(np.uint16)
    ours, theirs = shares(VOILUTSequence=table(entries, 0, 16))
    np.testing.assert_allclose(ours, theirs / 60_000, atol=1e-4)


def test_a_short_table_holds_its_ends() -> None:
    entries = np.arange(0, 1000, dtype=np.uint16)
    ours, theirs = shares(VOILUTSequence=table(entries, 1200, 10))
    np.testing.assert_allclose(ours, theirs / 999, atol=1e-3)
    assert ours.min() == 0 and ours.max() == 1


def test_a_table_of_the_modality() -> None:
    entries = np.arange(4096)[::-1].astype(np.uint16)
    film = radiograph(GREY, 12, RescaleSlope=None, RescaleIntercept=None, RescaleType=None)
    film.ModalityLUTSequence = table(entries, 0, 12)
    film.ModalityLUTSequence[0].ModalityLUTType = "US"
    np.testing.assert_array_equal(decode_film(file_of(film)).grey, 4095 - GREY)


def without_window(**values: Any) -> dict[str, Any]:
    return {"WindowCenter": None, "WindowWidth": None, **values}


def test_a_falling_slope_turns_the_film() -> None:
    film = radiograph(GREY, 12, **without_window(RescaleSlope="-1", RescaleIntercept="4095"))
    np.testing.assert_array_equal(decode_film(file_of(film)).grey, 4095 - GREY)


@pytest.mark.parametrize("syntax_bits", [12, 16])
def test_signed_pixels_start_at_their_own_least(syntax_bits: int) -> None:
    signed = (GREY.astype(int) - 1024).astype(np.int16)
    film = radiograph(GREY, syntax_bits, **without_window(PixelRepresentation=1))
    film.PixelData = np.clip(signed, -1024, 2047).astype("<i2").tobytes()
    np.testing.assert_array_equal(decode_film(file_of(film)).grey, np.clip(GREY, 0, 3071))


@pytest.mark.parametrize(
    "values",
    [
        {"WindowWidth": "0"},
        {"WindowWidth": None},
        {"WindowWidth": "-5", "VOILUTFunction": "SIGMOID"},
        {"WindowCenter": "60000", "WindowWidth": "10"},
    ],
)
def test_a_window_that_shows_nothing_is_not_followed_and_said(values: dict[str, Any]) -> None:
    film = decode_film(file_of(radiograph(GREY, 12, **values)))
    np.testing.assert_array_equal(film.grey, GREY)
    assert any("window:" in note and "full range" in note for note in film.facts.notes)


@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
def test_padding_is_black(photometric: str) -> None:
    film = radiograph(GREY, 12, PhotometricInterpretation=photometric)
    film.PixelPaddingValue, film.PixelPaddingRangeLimit = 4000, 4095
    film["PixelPaddingValue"].VR = film["PixelPaddingRangeLimit"].VR = "US"
    shown = GREY if photometric == "MONOCHROME2" else 4095 - GREY
    wanted = np.where(GREY >= 4000, 0, shown)
    np.testing.assert_array_equal(decode_film(file_of(film)).grey, wanted)


def test_few_bits_fill_the_scale() -> None:
    few = (GREY >> 6).astype(np.uint8)
    film = decode_film(file_of(radiograph(few, 6)))
    assert film.grey.dtype == np.uint8 and film.grey.max() == 255
