"""Lossy JPEG of 12 bits (JPEG Extended, process 4), decoded by GDCM itself.

pydicom does not let GDCM decode it: GDCM *writes* such files with a precision of 16 bits, which
JPEG does not have, and turns pixels black that overshoot white when it reads them back. Of streams
that are what the standard says, precision 12, its decoder gave the very pixels of libjpeg-turbo.
So the precision is looked at, and only such streams are decoded.
"""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from boneage_kp.film.dicom.values import number, text
from boneage_kp.film.error import FilmError

if TYPE_CHECKING:
    from pydicom.dataset import FileDataset

PRECISION = 12
_one_at_a_time = threading.Lock()
_SEQUENTIAL = 0xC1  # the frame header of processes 2 and 4
_FRAME_HEADERS = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_REFUSED = (
    "is a DICOM file in 12-bit lossy JPEG (JPEG Extended) {why}, which is not read; "
    "convert it, for instance with DCMTK: dcmdjpeg IN.dcm OUT.dcm"
)


def is_deep_jpeg(header: "FileDataset") -> bool:
    """Whether the pixels are in JPEG Extended and of more than 8 bits."""
    from pydicom.uid import JPEGExtended12Bit

    deep = (number(header, "BitsStored") or 0) > 8
    return deep and header.file_meta.TransferSyntaxUID == JPEGExtended12Bit


def check_deep_jpeg(header: "FileDataset") -> None:
    """Refuse what is no plain grey film of 12 bits."""
    colour = text(header, "PhotometricInterpretation").upper() not in ("MONOCHROME1", "MONOCHROME2")
    if colour or number(header, "PixelRepresentation"):
        raise FilmError(_REFUSED.format(why="with colours or signed pixels"))
    if (number(header, "BitsStored") or 0) > PRECISION:
        raise FilmError(_REFUSED.format(why="that claims more than 12 bits"))


def decode_deep_jpeg(header: "FileDataset") -> np.ndarray:
    """(H, W) uint16 stored values.

    raises:  FilmError when the stream is none of precision 12.
    """
    import gdcm  # type: ignore[import-untyped]
    from pydicom.encaps import generate_frames

    frame = next(generate_frames(header.PixelData, number_of_frames=1))
    _check_stream(frame)
    fragment = gdcm.Fragment()
    fragment.SetByteStringValue(frame)
    fragments = gdcm.SequenceOfFragments.New()
    fragments.AddFragment(fragment)
    pixels = gdcm.DataElement(gdcm.Tag(0x7FE0, 0x0010))
    pixels.SetValue(fragments.__ref__())
    image = gdcm.Image()
    image.SetNumberOfDimensions(2)
    image.SetDimensions((header.Columns, header.Rows, 1))
    image.SetDataElement(pixels)
    grey = gdcm.PhotometricInterpretation(gdcm.PhotometricInterpretation.MONOCHROME2)
    image.SetPhotometricInterpretation(grey)
    image.SetTransferSyntax(gdcm.TransferSyntax(gdcm.TransferSyntax.JPEGExtendedProcess2_4))
    image.SetPixelFormat(gdcm.PixelFormat(1, 16, PRECISION, PRECISION - 1, 0))
    with _stderr_closed():
        text_of_bytes = image.GetBuffer()
    content = text_of_bytes.encode("utf-8", "surrogateescape")  # bytes, that GDCM calls text
    return np.frombuffer(content, "<u2").reshape(header.Rows, header.Columns)


@contextmanager
def _stderr_closed() -> Iterator[None]:
    """Let nothing reach the process's own stderr.

    GDCM asks its 8-bit library first, which prints "Unsupported JPEG data precision 12" by itself,
    whatever `gdcm.Trace` is set to. Where films are decoded apart that goes nowhere anyway.
    """
    with _one_at_a_time:  # two that overlapped would restore each other's nowhere
        sys.stderr.flush()
        kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            os.close(nowhere)


def _check_stream(frame: bytes) -> None:
    """Look for the frame header: marker, length, precision, height, width."""
    at = 2
    while at + 9 <= len(frame) and frame[at] == 0xFF:
        marker, length = frame[at + 1], int.from_bytes(frame[at + 2 : at + 4], "big")
        if marker in _FRAME_HEADERS:
            if (marker, frame[at + 4]) == (_SEQUENTIAL, PRECISION):
                return
            break
        at += 2 + length
    raise FilmError(_REFUSED.format(why="whose stream does not say so"))
