"""A reading as a DICOM Structured Report: a TID 1500 measurement report in Comprehensive SR.

Comprehensive SR, not Comprehensive 3D: all places are pixels of one film, and more archives and
viewers know it. A rejected film gets its verdict and reasons, and neither stages nor numbers.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from boneage_kp import __version__
from boneage_kp.film.identity import unheard
from boneage_kp.report.dicom.capture import copy_of_study
from boneage_kp.report.dicom.concepts import OWN_NAME, OWN_OID, OWN_SCHEME
from boneage_kp.report.dicom.made_by import SOFTWARE
from boneage_kp.report.dicom.sr_bones import bone_groups
from boneage_kp.report.dicom.sr_codes import examination
from boneage_kp.report.dicom.sr_hand import hand_group, remarks
from boneage_kp.report.dicom.study import FilmStudy

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

SERIES_NUMBER = 9802


@unheard()  # highdicom warns of unusual names, and quotes them
def structured_report(
    row: Mapping[str, Any], study: FilmStudy, predecessor: "Dataset | None" = None
) -> "Dataset":
    """A whole Comprehensive SR document, preliminary and unverified, with new UIDs.

    row:          of results, as `report.results_row` publishes it.
    predecessor:  the report on this film that this one takes the place of.
    raises:       NotFiledError when the film does not say where it is filed.
    """
    from highdicom import sr
    from highdicom.coding_schemes import CodingSchemeIdentificationItem
    from pydicom.uid import ExplicitVRLittleEndian, generate_uid

    study.check_filed()
    groups = [hand_group(row, study)]
    if row["verdict"] != "rejected":
        groups += bone_groups(row, study)
    content = sr.MeasurementReport(_observer(), examination(), groups)
    content[0].ContentSequence.append(remarks(row))
    report = sr.ComprehensiveSR(
        evidence=[study.header],
        content=content,
        series_instance_uid=generate_uid(prefix=None),
        series_number=SERIES_NUMBER,
        sop_instance_uid=generate_uid(prefix=None),
        instance_number=1,
        manufacturer=SOFTWARE,
        manufacturer_model_name=SOFTWARE,
        software_versions=__version__,
        series_description="Bone age, report (research)",
        is_complete=True,
        is_final=False,
        previous_versions=None if predecessor is None else [predecessor],
        coding_schemes=[CodingSchemeIdentificationItem(OWN_SCHEME, name=OWN_NAME, uid=OWN_OID)],
        transfer_syntax_uid=ExplicitVRLittleEndian,
        specific_character_set=None,
    )
    copy_of_study(report, study)
    return report


def _observer() -> Any:
    """The software is the one observer: nobody else is known to have looked."""
    from highdicom import sr
    from pydicom.sr.codedict import codes
    from pydicom.uid import generate_uid

    device = sr.DeviceObserverIdentifyingAttributes(
        # Of this release, wherever it runs: a number of the machine would tell where.
        uid=generate_uid(entropy_srcs=[SOFTWARE, __version__]),
        name=SOFTWARE,
        manufacturer_name=SOFTWARE,
        model_name=SOFTWARE,
        serial_number=__version__,
    )
    return sr.ObservationContext(
        observer_device_context=sr.ObserverContext(codes.DCM.Device, device)
    )
