"""A person's stages over the machine's: scored anew, and both kept side by side.

In a row of results the stages, score and ages that count are the person's once there are any; what
the machine said stands under "correction" (`correction.schema.json`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from boneage_kp.engine.reading import Scoring, scored
from boneage_kp.engine.widening import widened
from boneage_kp.report.results_row import results_row
from boneage_kp.schema.records import BoneReading, HandReading
from boneage_kp.standards import Standard

SCHEMA_FILE = Path(__file__).with_name("correction.schema.json")
REASON = "corrected_by_person"
# What follows from stages; the machine's stay beside the person's.
_FOLLOWS = ("score", "bone_age", "age_median", "age_mean", "interval", "verdict", "reasons")

Ratings = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Correction:
    """One film as the machine read it, and with a person's stages.

    rated:  bones that the person rated, in the standard's order; a stage may be confirmed.
    """

    machine: HandReading
    person: HandReading
    rated: tuple[str, ...]


def corrected(
    machine: HandReading, ratings: Ratings, standard: Standard, beta: float = 1.0
) -> Correction:
    """Score the hand with a person's ratings of some bones.

    ratings:  bone -> stage -> probability, of the person alone.
    beta:     of the network's calibration; what a person gave as certain stays certain.
    A rejected film gets no bone age from a few stages: the checks speak against all of it. It
    does once a person has rated every bone.
    """
    rated = tuple(name for name in standard.bones if name in ratings)
    bones = dict(machine.bones)
    for name in rated:
        rating = ratings[name]
        bones[name] = replace(
            bones[name], stage=max(rating, key=lambda s: rating[s]), posterior=dict(rating)
        )
    verdict = machine.verdict
    if verdict == "rejected" and len(rated) == len(standard.bones):
        verdict = "review"
    whole = all(bones[name].stage is not None for name in standard.bones)
    scoring = Scoring()
    if machine.sex is not None and verdict != "rejected" and whole:
        scoring = scored(standard, machine.sex, bones)
    person = replace(
        machine,
        bones=bones,
        verdict=verdict,
        reasons=(*machine.reasons, _reason(machine.bones, bones, rated, verdict == "rejected")),
        **vars(scoring),
    )
    person = widened(person, standard, beta)
    if len(rated) == len(standard.bones) and all(max(r.values()) == 1 for r in ratings.values()):
        # Nothing is in doubt that anybody put a number on; an interval without width would say
        # that the age is known to the day.
        person = replace(person, interval_months=None, interval_bounds=(None, None))
    return Correction(machine, person, rated)


def _reason(
    old: Mapping[str, BoneReading], new: Mapping[str, BoneReading], rated: tuple[str, ...], no: bool
) -> str:
    changes = [f"{name} {old[name].stage or 'not found'} to {new[name].stage}" for name in rated]
    more = "; the film stays rejected until a person has rated every bone" if no else ""
    return f"{REASON}: {', '.join(changes)}{more}"


def corrected_row(machine_row: Mapping[str, Any], correction: Correction) -> dict[str, Any]:
    """The row with the person's values in force and the machine's beside them.

    machine_row:  the row of the machine's reading, without a correction.
    """
    person_row = results_row(correction.person, machine_row["age_years"])
    return {**machine_row, **follows(person_row), "bones": person_row["bones"]} | {
        "correction": {
            "bones": {
                name: {
                    "machine_stage": machine_row["bones"][name]["stage"],
                    "machine_posterior": machine_row["bones"][name]["posterior"],
                    "person_stage": person_row["bones"][name]["stage"],
                }
                for name in correction.rated
            },
            "machine": follows(machine_row),
        },
    }


def follows(row: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a row that follows from its stages."""
    return {key: value for key, value in row.items() if key.startswith(_FOLLOWS)}
