"""The overlay as a DICOM Secondary Capture in the film's own study."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from boneage_kp import __version__
from boneage_kp.film.identity import unheard
from boneage_kp.report.dicom.made_by import NOTICE, RELEASE, SOFTWARE
from boneage_kp.report.dicom.study import FilmStudy

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

SERIES_NUMBER = 9801  # high, so that viewers list it behind the films


@unheard()  # highdicom warns of unusual names, and quotes them
def secondary_capture(
    picture_rgb: np.ndarray, row: Mapping[str, Any], study: FilmStudy
) -> "Dataset":
    """A whole Secondary Capture Image, uncompressed, with new series and instance UIDs.

    picture_rgb:  (H, W, 3) uint8, the overlay.
    raises:       NotFiledError when the film does not say where it is filed.
    """
    from highdicom.sc import SCImage
    from pydicom.uid import ExplicitVRLittleEndian, generate_uid

    study.check_filed()
    image = SCImage.from_ref_dataset(
        study.header,
        pixel_array=picture_rgb,
        photometric_interpretation="RGB",
        bits_allocated=8,
        coordinate_system="PATIENT",
        series_instance_uid=generate_uid(prefix=None),
        series_number=SERIES_NUMBER,
        sop_instance_uid=generate_uid(prefix=None),
        instance_number=1,
        manufacturer=SOFTWARE,
        manufacturer_model_name=SOFTWARE,
        software_versions=__version__,
        series_description="Bone age, overlay (research)",
        patient_orientation=("R", "F"),
        transfer_syntax_uid=ExplicitVRLittleEndian,
        specific_character_set=None,
    )
    # A page of film and words has no one orientation; highdicom would not take it empty.
    image["PatientOrientation"].value = ""
    image.Laterality = study.side  # a hand has one: empty, not left out, where it is not known
    image.ConversionType = "WSD"
    image.BodyPartExamined = "HAND"
    image.DerivationDescription = f"Film cut to the hand, with points and stages by {RELEASE}"
    image.SourceImageSequence = [_source_image(study)]
    image.ImageComments = f"{NOTICE} Verdict: {row['verdict']}."
    _say_what_is_burned_in(image, study)
    for keyword, value in study.lossy.items():
        setattr(image, keyword, value)
    if "LossyImageCompression" not in image:
        image.LossyImageCompression = "00"
    copy_of_study(image, study)
    return image


def copy_of_study(document: "Dataset", study: FilmStudy) -> None:
    """What files a document beside the film, in the film's character set."""
    for element in study.header:
        if element.keyword not in ("SOPInstanceUID", "SOPClassUID", "SeriesInstanceUID"):
            document[element.tag] = element


def _say_what_is_burned_in(image: "Dataset", study: FilmStudy) -> None:
    """The overlay's own words name nobody; what was burned into the film may still be seen.

    Where the film does not say, neither does the overlay: left out, the tag claims nothing.
    """
    if study.burned_in:
        image.BurnedInAnnotation = study.burned_in


def _source_image(study: FilmStudy) -> "Dataset":
    from pydicom.dataset import Dataset
    from pydicom.sr.codedict import codes

    purpose, item = Dataset(), Dataset()
    code = codes.DCM.SourceImageForImageProcessingOperation
    purpose.CodeValue, purpose.CodeMeaning = code.value, code.meaning
    purpose.CodingSchemeDesignator = code.scheme_designator
    item.ReferencedSOPClassUID = study.header.SOPClassUID
    item.ReferencedSOPInstanceUID = study.header.SOPInstanceUID
    item.PurposeOfReferenceCodeSequence = [purpose]
    return item
