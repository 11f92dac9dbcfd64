"""The bones of a Structured Report: a group a bone, its point on the film and its stage."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from boneage_kp.report.dicom.sr_codes import evaluation, no_unit, own, site, software
from boneage_kp.report.dicom.study import FilmStudy


def bone_groups(row: Mapping[str, Any], study: FilmStudy) -> list[Any]:
    """One TID 1410 group for each bone that was found, in the order of the row."""
    found = {name: bone for name, bone in row["bones"].items() if bone["xy_px"] is not None}
    return [_group(name, bone, row, study) for name, bone in found.items()]


def _group(name: str, bone: Mapping[str, Any], row: Mapping[str, Any], study: FilmStudy) -> Any:
    from highdicom import sr

    return sr.PlanarROIMeasurementsAndQualitativeEvaluations(
        tracking_identifier=sr.TrackingIdentifier(identifier=name),
        referenced_region=_point(bone["xy_px"], study),
        finding_type=own("growth-plate"),
        algorithm_id=software(),
        finding_sites=[site(own(name), study)],
        measurements=_probability(bone),
        qualitative_evaluations=_stages(name, bone, row),
    )


def _point(xy_px: tuple[float, float], study: FilmStudy) -> Any:
    """DICOM counts as this project does: the first pixel reaches from 0 to 1 (PS3.3 C.18.6.1.1)."""
    from highdicom import sr

    film = sr.SourceImageForRegion(study.header.SOPClassUID, study.header.SOPInstanceUID)
    return sr.ImageRegion("POINT", np.array([xy_px], float), film)


def _probability(bone: Mapping[str, Any]) -> list[Any]:
    from highdicom import sr

    share = bone["posterior"].get(bone["stage"])
    if share is None:
        return []
    return [sr.Measurement(own("probability"), round(float(share), 4), no_unit())]


def _stages(name: str, bone: Mapping[str, Any], row: Mapping[str, Any]) -> list[Any]:
    """The stage that counts and who gave it; the machine's own beside a person's."""
    rated = (row.get("correction") or {}).get("bones", {}).get(name)
    found = [] if bone["stage"] is None else [evaluation("stage", f"stage-{bone['stage']}")]
    found.append(evaluation("rated-by", "machine" if rated is None else "person"))
    if rated is not None:
        own_stage = rated["machine_stage"]
        value = "not-found" if own_stage is None else f"stage-{own_stage}"
        found.append(evaluation("machine-stage", value))
    return found
