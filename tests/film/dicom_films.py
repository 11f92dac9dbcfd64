"""Small DICOM radiographs for tests, in every transfer syntax that hospitals use.

All names and numbers in them are made up. `PLANTED` stands in every tag that may name a person, so
that a test can look for it in whatever comes out.
"""

import io
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import (
    JPEG2000,
    UID,
    DeflatedExplicitVRLittleEndian,
    DigitalXRayImageStorageForPresentation,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLossless,
    JPEGLosslessSV1,
    JPEGLSLossless,
    JPEGLSNearLossless,
    RLELossless,
)

PLANTED = "Zwetschgenroeder"
PLANTED_DATE = "20140217"
LOSSLESS = {
    "implicit": ImplicitVRLittleEndian,
    "explicit": ExplicitVRLittleEndian,
    "big_endian": ExplicitVRBigEndian,
    "deflated": DeflatedExplicitVRLittleEndian,
    "rle": RLELossless,
    "jpeg_lossless": JPEGLossless,
    "jpeg_lossless_sv1": JPEGLosslessSV1,
    "jpeg_ls": JPEGLSLossless,
    "jpeg_2000": JPEG2000Lossless,
}
LOSSY = {  # the JPEG ones in 8 bits
    "jpeg_baseline": JPEGBaseline8Bit,
    "jpeg_extended": JPEGExtended12Bit,
    "jpeg_2000_lossy": JPEG2000,
    "jpeg_ls_near": JPEGLSNearLossless,
}
SYNTAXES = {**LOSSLESS, **LOSSY}
_ROOT = "1.2.826.0.1.3680043.8.498."


def radiograph(grey: np.ndarray, bits: int = 12, **values: Any) -> FileDataset:
    """A digital X-ray of a hand, whole as DICOM PS3.3 asks, uncompressed.

    grey:    (H, W) uint8 or uint16, bright bone; MONOCHROME1 is for the caller to invert.
    values:  keywords to set, or to delete where None.
    """
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = DigitalXRayImageStorageForPresentation
    meta.MediaStorageSOPInstanceUID = UID(_ROOT + "11")
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    film = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    film.SOPClassUID = meta.MediaStorageSOPClassUID
    film.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    _patient_and_study(film)
    _x_ray(film)
    _picture(film, grey, bits)
    for keyword, value in values.items():
        if value is None:
            delattr(film, keyword)
        else:
            setattr(film, keyword, value)
    return film


def plant(film: FileDataset) -> FileDataset:
    """Put a made-up person into every tag that may hold one, file meta and private tags too."""
    for keyword in _NAMING:
        setattr(film, keyword, PLANTED)
    film.PatientBirthDate = PLANTED_DATE
    film.StudyDate = "20260117"
    film.file_meta.SourceApplicationEntityTitle = PLANTED[:16]
    film.file_meta.PrivateInformationCreatorUID = _ROOT + "12"
    film.file_meta.PrivateInformation = PLANTED.encode()
    film.private_block(0x0011, PLANTED, create=True).add_new(1, "LO", PLANTED)
    film.preamble = PLANTED.encode().ljust(128, b"\0")
    return film


def file_of(film: FileDataset, syntax: UID = ExplicitVRLittleEndian) -> bytes:
    """The file's bytes in a transfer syntax; JPEG of any kind but JPEG-LS and 2000 through GDCM."""
    if syntax in (RLELossless, JPEGLSLossless, JPEG2000Lossless):
        film.compress(syntax, generate_instance_uid=False)
    elif syntax == JPEGLSNearLossless:
        film.compress(syntax, jls_error=2, generate_instance_uid=False)
    elif syntax == JPEG2000:
        film.compress(syntax, j2k_cr=[4], generate_instance_uid=False)
    elif syntax in (JPEGBaseline8Bit, JPEGExtended12Bit, JPEGLossless, JPEGLosslessSV1):
        return _by_gdcm(written(film), syntax)
    film.file_meta.TransferSyntaxUID = syntax
    if syntax != ExplicitVRBigEndian:
        return written(film)
    swapped = FileDataset("", film, film.preamble, film.file_meta, False, False)
    if film.BitsAllocated == 16:
        swapped.PixelData = np.frombuffer(film.PixelData, "<u2").astype(">u2").tobytes()
    return written(swapped)


_NAMING = (
    "PatientName",
    "PatientID",
    "OtherPatientIDs",
    "PatientAddress",
    "PatientMotherBirthName",
    "PatientComments",
    "AdditionalPatientHistory",
    "Occupation",
    "MilitaryRank",
    "ReferringPhysicianName",
    "PerformingPhysicianName",
    "NameOfPhysiciansReadingStudy",
    "OperatorsName",
    "RequestingPhysician",
    "InstitutionName",
    "InstitutionAddress",
    "InstitutionalDepartmentName",
    "StationName",
    "AccessionNumber",
    "StudyID",
    "StudyDescription",
    "SeriesDescription",
    "ImageComments",
    "ProtocolName",
    "DeviceSerialNumber",
    "DerivationDescription",
)


def _patient_and_study(film: FileDataset) -> None:
    film.PatientName, film.PatientID = "Phantom^Hand", "PHANTOM-1"
    film.PatientBirthDate, film.PatientSex, film.PatientAge = "20150110", "F", "011Y"
    film.StudyInstanceUID, film.SeriesInstanceUID = UID(_ROOT + "13"), UID(_ROOT + "14")
    film.StudyDate = film.SeriesDate = film.AcquisitionDate = film.ContentDate = "20260117"
    film.StudyTime = film.SeriesTime = film.AcquisitionTime = film.ContentTime = "101112"
    film.ReferringPhysicianName, film.AccessionNumber, film.StudyID = "", "", "1"
    film.SeriesNumber, film.InstanceNumber = "1", "1"
    film.Manufacturer, film.ManufacturerModelName = "phantom", "phantom"
    film.DeviceSerialNumber, film.SoftwareVersions = "1", "1"


def _x_ray(film: FileDataset) -> None:
    film.Modality, film.PresentationIntentType = "DX", "FOR PRESENTATION"
    film.ImageType = ["DERIVED", "PRIMARY", ""]
    film.ImageLaterality, film.BodyPartExamined = "L", "HAND"
    film.PatientOrientation = ["R", "F"]
    film.AcquisitionContextSequence = Sequence()
    film.AnatomicRegionSequence = Sequence([_code("85562004", "SCT", "Hand")])
    film.BurnedInAnnotation, film.LossyImageCompression = "NO", "00"
    film.DetectorType, film.DetectorID = "DIRECT", "1"
    film.DetectorConditionsNominalFlag = "YES"
    film.ImagerPixelSpacing = [0.2, 0.2]
    film.KVP, film.PositionerType = "50", "NONE"
    film.ViewCodeSequence = Sequence([_code("399348003", "SCT", "antero-posterior")])
    film.ViewCodeSequence[0].ViewModifierCodeSequence = Sequence()


def _picture(film: FileDataset, grey: np.ndarray, bits: int) -> None:
    film.SamplesPerPixel, film.PhotometricInterpretation = 1, "MONOCHROME2"
    film.Rows, film.Columns = grey.shape
    film.BitsAllocated = 8 if bits <= 8 else 16
    film.BitsStored, film.HighBit, film.PixelRepresentation = bits, bits - 1, 0
    film.PixelIntensityRelationship, film.PixelIntensityRelationshipSign = "LOG", -1
    film.RescaleIntercept, film.RescaleSlope, film.RescaleType = "0", "1", "US"
    film.PresentationLUTShape = "IDENTITY"
    film.WindowCenter, film.WindowWidth = str(2 ** (bits - 1)), str(2**bits)
    film.PixelData = grey.astype("u1" if bits <= 8 else "<u2").tobytes()
    film["PixelData"].VR = "OB" if bits <= 8 else "OW"


def _code(value: str, scheme: str, meaning: str) -> Dataset:
    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = value, scheme, meaning
    return code


def written(film: FileDataset) -> bytes:
    """The file's bytes as they stand."""
    with io.BytesIO() as file:
        film.save_as(file, enforce_file_format=True)
        return file.getvalue()


def _by_gdcm(content: bytes, syntax: UID) -> bytes:
    """Compressed by GDCM, which writes the JPEG processes that pydicom does not."""
    import gdcm

    kinds = {
        JPEGBaseline8Bit: gdcm.TransferSyntax.JPEGBaselineProcess1,
        JPEGExtended12Bit: gdcm.TransferSyntax.JPEGExtendedProcess2_4,
        JPEGLossless: gdcm.TransferSyntax.JPEGLosslessProcess14,
        JPEGLosslessSV1: gdcm.TransferSyntax.JPEGLosslessProcess14_1,
    }
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "before.dcm"), Path(folder, "after.dcm")
        before.write_bytes(content)
        reader = gdcm.ImageReader()
        reader.SetFileName(str(before))
        assert reader.Read()
        change = gdcm.ImageChangeTransferSyntax()
        change.SetTransferSyntax(gdcm.TransferSyntax(kinds[syntax]))
        change.SetInput(reader.GetImage())
        assert change.Change(), syntax.name
        writer = gdcm.ImageWriter()
        writer.SetFileName(str(after))
        writer.SetFile(reader.GetFile())
        writer.SetImage(change.GetOutput())
        assert writer.Write()
        return after.read_bytes()
