"""What a DICOM header says of its pixels, refused before a decoder is asked."""

from typing import TYPE_CHECKING

from boneage_kp.film.dicom.jpeg_12_bit import check_deep_jpeg, is_deep_jpeg
from boneage_kp.film.dicom.values import number, text
from boneage_kp.film.error import FilmError
from boneage_kp.film.limits import FilmLimits

if TYPE_CHECKING:
    from pydicom.dataset import FileDataset

_GREY = ("MONOCHROME1", "MONOCHROME2", "PALETTE COLOR")
_COLOUR = ("RGB", "YBR_FULL", "YBR_FULL_422", "YBR_PARTIAL_420", "YBR_ICT", "YBR_RCT")


def check_pixels(header: "FileDataset", limits: FilmLimits) -> None:
    """Refuse by size, by kind of pixels, and by how they are packed."""
    _check_size(header, limits)
    photometric = text(header, "PhotometricInterpretation").upper()
    if photometric not in _GREY + _COLOUR:
        raise FilmError(
            "is a DICOM file whose photometric interpretation is none of MONOCHROME1, MONOCHROME2, "
            "PALETTE COLOR, RGB and YBR; export it as MONOCHROME2"
        )
    _check_bits(header)
    _check_syntax(header)


def _check_size(header: "FileDataset", limits: FilmLimits) -> None:
    rows, columns = number(header, "Rows"), number(header, "Columns")
    if rows is None or columns is None:
        raise FilmError("is a DICOM file that does not say how large its picture is")
    limits.check_size(int(columns), int(rows))
    frames = number(header, "NumberOfFrames") or 1
    if frames != 1:
        raise FilmError(
            f"is a DICOM file of {frames:.0f} frames; one film a file is read. Take one frame out, "
            "for instance with DCMTK: dcmj2pnm --frame 1 --write-16-bit-png IN.dcm film.png"
        )


def _check_bits(header: "FileDataset") -> None:
    allocated, stored = number(header, "BitsAllocated"), number(header, "BitsStored")
    if allocated not in (8, 16) or stored is None or not 2 <= stored <= allocated:
        raise FilmError(
            f"is a DICOM file of {stored or 0:.0f} bits in {allocated or 0:.0f}; "
            "pixels of 2 to 16 bits in 8 or 16 are read"
        )
    high = number(header, "HighBit")
    if high is not None and high != stored - 1:
        raise FilmError(
            f"is a DICOM file whose {stored:.0f} bits end at bit {high:.0f}, not at "
            f"{stored - 1:.0f} as DICOM asks; export it again"
        )


def _check_syntax(header: "FileDataset") -> None:
    from pydicom.uid import UID

    syntax = UID(header.file_meta.TransferSyntaxUID)
    if is_deep_jpeg(header):
        check_deep_jpeg(header)
    if not syntax.is_transfer_syntax:
        raise FilmError("is a DICOM file in an unknown transfer syntax; export it uncompressed")
