"""What of a DICOM header is read at all, and how everything else is kept from getting out.

The reader asks for the tags below by name; pydicom hands back no other, so that a name, a number
or a date that is not held cannot be printed. Of the tags that are held, only what `FilmFacts`
carries leaves this folder: sex, an age in months, millimetres, a side, a few words of a closed
list. pydicom's own messages quote values, hence `unheard`. What `--keep-identity` copies is read
in `report/dicom/study.py`, apart from all this.
"""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

# Needed to compute with. None of these values is ever shown, apart from those with a fact.
PIXEL_TAGS = (
    "SOPClassUID",
    "Modality",
    "SamplesPerPixel",
    "PhotometricInterpretation",
    "PlanarConfiguration",
    "NumberOfFrames",
    "Rows",
    "Columns",
    "BitsAllocated",
    "BitsStored",
    "HighBit",
    "PixelRepresentation",
    "PixelPaddingValue",
    "PixelPaddingRangeLimit",
    "RedPaletteColorLookupTableDescriptor",
    "GreenPaletteColorLookupTableDescriptor",
    "BluePaletteColorLookupTableDescriptor",
    "RedPaletteColorLookupTableData",
    "GreenPaletteColorLookupTableData",
    "BluePaletteColorLookupTableData",
    "ExtendedOffsetTable",
    "ExtendedOffsetTableLengths",
    "PixelData",
    "FloatPixelData",
    "DoubleFloatPixelData",
)
GREY_TAGS = (
    "RescaleSlope",
    "RescaleIntercept",
    "ModalityLUTSequence",
    "VOILUTSequence",
    "WindowCenter",
    "WindowWidth",
    "VOILUTFunction",
    "PresentationLUTShape",
)
FACT_TAGS = (
    "PixelSpacing",
    "PixelSpacingCalibrationType",
    "ImagerPixelSpacing",
    "NominalScannedPixelSpacing",
    "EstimatedRadiographicMagnificationFactor",
    "Laterality",
    "ImageLaterality",
    "BurnedInAnnotation",
    "PatientSex",
    "PatientAge",
)
# Both are turned into an age in months at once and dropped.
DATE_TAGS = ("PatientBirthDate", "StudyDate", "AcquisitionDate")
META_TAGS_READ = ("TransferSyntaxUID", "MediaStorageSOPClassUID")
TAGS_READ = PIXEL_TAGS + GREY_TAGS + FACT_TAGS + DATE_TAGS


@contextmanager
def unheard() -> Iterator[None]:
    """Neither warnings nor log lines of pydicom get out of the block, and it checks no values."""
    from pydicom import config

    disabled, mode = logging.root.manager.disable, config.settings.reading_validation_mode
    logging.disable(logging.CRITICAL)
    config.settings.reading_validation_mode = config.IGNORE
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        config.settings.reading_validation_mode = mode
        logging.disable(disabled)
