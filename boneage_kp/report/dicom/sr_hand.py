"""What a Structured Report says of the whole hand: score, bone age, interval, verdict, reasons."""

from collections.abc import Iterator, Mapping
from typing import Any

from boneage_kp.report.dicom.bounds import bound_words
from boneage_kp.report.dicom.made_by import NOTICE, made_from, plain_reasons
from boneage_kp.report.dicom.sr_codes import (
    bone_age_code,
    evaluation,
    hand,
    no_unit,
    own,
    site,
    software,
    years,
)
from boneage_kp.report.dicom.study import FilmStudy


def hand_group(row: Mapping[str, Any], study: FilmStudy) -> Any:
    """A TID 1501 group; of a rejected film with its verdict alone."""
    from highdicom import sr

    film = sr.SourceImageForMeasurementGroup(study.header.SOPClassUID, study.header.SOPInstanceUID)
    evaluations = [evaluation("verdict", row["verdict"])]
    if row["bone_age_bound"] is not None:
        evaluations.append(evaluation("bound", row["bone_age_bound"]))
    return sr.MeasurementsAndQualitativeEvaluations(
        tracking_identifier=sr.TrackingIdentifier(identifier="hand"),
        finding_type=hand(),
        algorithm_id=software(made_from(row)),
        finding_sites=[site(hand(), study)],
        measurements=list(_measurements(row)),
        qualitative_evaluations=evaluations,
        source_images=[film],
    )


def _measurements(row: Mapping[str, Any]) -> Iterator[Any]:
    from highdicom import sr

    if row["verdict"] == "rejected":
        return
    if row["bone_age_years"] is not None:
        yield sr.Measurement(bone_age_code(), row["bone_age_years"], years())
    low, high = row["interval_years"] or (None, None)
    named = {"interval-low": low, "interval-high": high, "median": row["age_median_years"]}
    for name, value in (named | {"age": row["age_years"]}).items():
        if value is not None:
            yield sr.Measurement(own(name), round(float(value), 4), years())
    if row["score"] is not None:
        yield sr.Measurement(own("score"), row["score"], no_unit())


def remarks(row: Mapping[str, Any]) -> Any:
    """The container "Qualitative Evaluations" of TID 1500: what is for people to read."""
    from highdicom import sr

    inside = [sr.TextContentItem(own("notice"), NOTICE, sr.RelationshipTypeValues.CONTAINS)]
    for line in (*bound_words(row), *plain_reasons(row)):
        inside.append(sr.TextContentItem(own("reason"), line, sr.RelationshipTypeValues.CONTAINS))
    container = sr.ContainerContentItem(
        name=sr.CodedConcept("C0034375", "UMLS", "Qualitative Evaluations"),
        relationship_type=sr.RelationshipTypeValues.CONTAINS,
    )
    container.ContentSequence = sr.ContentSequence(inside)
    return container
