"""Which DICOM files are films at all; the others are refused by what they are."""

from typing import TYPE_CHECKING

from boneage_kp.film.dicom.values import text
from boneage_kp.film.error import FilmError

if TYPE_CHECKING:
    from pydicom.dataset import FileDataset

# Beginnings of SOP class UIDs, most special first; DICOM PS3.4, annex B.5.
_NO_FILMS = {
    "1.2.840.10008.1.3.10": "a DICOMDIR, the table of contents of a disc; name the films it lists",
    "1.2.840.10008.5.1.4.1.1.11.": "a presentation state: it says how to show a film, and is none",
    "1.2.840.10008.5.1.4.1.1.88.": "a structured report or key object note; send the film",
    "1.2.840.10008.5.1.4.1.1.104.": "a document wrapped in DICOM; send the film itself",
    "1.2.840.10008.5.1.4.1.1.66": "a registration or segmentation; send the film itself",
    "1.2.840.10008.5.1.4.1.1.9.": "a waveform; send the film",
    "1.2.840.10008.5.1.4.1.1.481.": "an object of radiotherapy; send the film",
    "1.2.840.10008.5.1.4.1.1.30": "a parametric map; send the film itself",
}
# Modalities that make no radiographs; secondary captures and unknown ones are looked at.
_NO_RADIOGRAPHS = {
    "CT": "a CT slice",
    "MR": "an MR slice",
    "US": "an ultrasound picture",
    "NM": "a scintigram",
    "PT": "a PET slice",
    "ECG": "an ECG",
    "ES": "an endoscopy picture",
    "OCT": "an optical coherence tomogram",
    "SM": "a slide of a microscope",
    "PR": "a presentation state",
    "SR": "a structured report",
    "KO": "a key object note",
    "SEG": "a segmentation",
    "DOC": "a document",
    "REG": "a registration",
}
# Modality codes that may be shown, and for which names in the picture are not expected.
RADIOGRAPHS = ("CR", "DX", "RG", "RF", "XA", "MG", "PX", "IO", "BMD")
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"


def check_is_film(header: "FileDataset") -> None:
    """Refuse what has no pixels of a radiograph."""
    sop_class = text(header, "SOPClassUID") or _of_file(header)
    for start, name in _NO_FILMS.items():
        if sop_class.startswith(start):
            raise FilmError(f"is {name}")
    modality = text(header, "Modality").upper()
    if modality in _NO_RADIOGRAPHS:
        raise FilmError(f"is {_NO_RADIOGRAPHS[modality]}; a radiograph of a hand is wanted")
    if "FloatPixelData" in header or "DoubleFloatPixelData" in header:
        raise FilmError("is a DICOM file of floating pixels; export it with 8 to 16 bits a pixel")
    if not len(header):
        raise FilmError("is no whole PNG, JPEG, TIFF, BMP or DICOM file; export the film again")
    if "PixelData" not in header or not header["PixelData"].VR:
        raise FilmError(
            "is a DICOM file without pixels (or cut off before them); send the film itself"
        )


def _of_file(header: "FileDataset") -> str:
    return text(header.file_meta, "MediaStorageSOPClassUID")
