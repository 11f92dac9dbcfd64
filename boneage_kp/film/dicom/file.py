"""DICOM to grey: what it is, whether it may be decoded, its pixels as a screen would show them."""

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from boneage_kp.film.dicom.checks import check_pixels
from boneage_kp.film.dicom.facts import facts_of
from boneage_kp.film.dicom.grey import as_shown
from boneage_kp.film.dicom.jpeg_12_bit import decode_deep_jpeg, is_deep_jpeg
from boneage_kp.film.dicom.kinds import check_is_film
from boneage_kp.film.dicom.values import text
from boneage_kp.film.error import FilmError
from boneage_kp.film.facts import DecodedFilm
from boneage_kp.film.identity import META_TAGS_READ, TAGS_READ, unheard
from boneage_kp.film.limits import FilmLimits

if TYPE_CHECKING:
    from pydicom.dataset import FileDataset


def decode_dicom(content: bytes, digest: str, limits: FilmLimits) -> DecodedFilm:
    """The one frame of a radiograph with its facts; everything else is refused by name."""
    with unheard():
        header = _header(content)
        check_is_film(header)
        check_pixels(header, limits)
        facts = facts_of(header, digest)
        stored = _stored(header)
        if stored.ndim == 3:
            return DecodedFilm(_luma(stored), facts)
        grey, notes = as_shown(stored, header)
        return DecodedFilm(grey, replace(facts, notes=facts.notes + notes))


def _header(content: bytes) -> "FileDataset":
    """The tags that may be read, with or without the preamble that DICOM asks for."""
    import pydicom
    from pydicom.uid import (
        ExplicitVRBigEndian,
        ExplicitVRLittleEndian,
        ImplicitVRLittleEndian,
    )

    header = pydicom.dcmread(BytesIO(content), force=True, specific_tags=list(TAGS_READ))
    _forget_sender(header)
    if not getattr(header.file_meta, "TransferSyntaxUID", None):
        implicit, little = header.original_encoding
        explicit = ExplicitVRLittleEndian if little else ExplicitVRBigEndian
        header.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian if implicit else explicit
    return header


def _forget_sender(header: "FileDataset") -> None:
    """Drop the preamble and all of the file meta but what the pixels need; pydicom reads it all."""
    header.preamble = None
    for element in list(header.file_meta):
        if element.keyword not in META_TAGS_READ:
            del header.file_meta[element.tag]


def _stored(header: "FileDataset") -> np.ndarray:
    """(H, W) stored values, or (H, W, 3) RGB."""
    from pydicom.pixels.processing import apply_color_lut

    syntax = header.file_meta.TransferSyntaxUID
    try:
        pixels = decode_deep_jpeg(header) if is_deep_jpeg(header) else header.pixel_array
        if text(header, "PhotometricInterpretation").upper() == "PALETTE COLOR":
            pixels = apply_color_lut(pixels, header)
    except (FilmError, MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException:
        # A decoder in Rust panics with a class of its own that is no Exception.
        raise FilmError(
            f"its pixels cannot be decoded ({syntax.name}): damaged, or not what its header "
            "says. Export the film again, uncompressed if it can be had"
        ) from None
    if pixels.shape[:2] != (header.Rows, header.Columns) or pixels.ndim not in (2, 3):
        raise FilmError("is a DICOM file whose picture has another size than its header says")
    return pixels


def _luma(colour: np.ndarray) -> np.ndarray:
    """Colour to grey by the weights that pictures get too."""
    import cv2

    if colour.dtype not in (np.uint8, np.uint16):
        raise FilmError(f"is a DICOM file in colours of {colour.dtype}; 8 or 16 bits are read")
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(colour), cv2.COLOR_RGB2GRAY))
