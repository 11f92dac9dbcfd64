"""Films that somebody has to decide: where two raters lie too far apart, worst first."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from boneage_kp.film.whole_file import write_whole
from boneage_kp.schema.hand import HAND
from boneage_kp.standards import Standard
from boneage_kp.study.agreement.measure import Agreement, FilmPair, distance_share, stage_numbers


@dataclass(frozen=True)
class AgreementLimits:
    """What two raters may differ by before a film is put on the list.

    stages:       at one bone; 2 is beyond what trained raters do by chance.
    age_months:   in bone age.
    point_share:  of a point, as a share of hand length; neighbouring plates lie 0.04-0.05 apart.
    """

    stages: int = 2
    age_months: float = 12.0
    point_share: float = 0.03


@dataclass(frozen=True)
class Disputed:
    """A film to adjudicate, with reasons as sentences; `weight` orders the list."""

    file_name: str
    reasons: tuple[str, ...]
    weight: float


def disputed_films(
    found: Agreement, standard: Standard, limits: AgreementLimits
) -> tuple[Disputed, ...]:
    """The films beyond any limit, most reasons' weight first."""
    films = [_disputed(film, standard, limits) for film in found.films]
    return tuple(sorted((f for f in films if f.reasons), key=lambda film: -film.weight))


def write_list(
    target: Path, found: Agreement, files: tuple[Path, Path], disputed: tuple[Disputed, ...]
) -> None:
    """The list that `annotate --agreement-list` opens; the raters' files are named from it."""
    document = {
        "raters": [
            {"name": rater, "file": Path(os.path.relpath(file, target.parent)).as_posix()}
            for rater, file in zip(found.raters, files, strict=True)
        ],
        "films": [
            {"file_name": f.file_name, "weight": round(f.weight, 3), "reasons": list(f.reasons)}
            for f in disputed
        ],
    }
    write_whole(target, (json.dumps(document, indent=1) + "\n").encode())


def _disputed(film: FilmPair, standard: Standard, limits: AgreementLimits) -> Disputed:
    reasons, weight = [], 0.0
    one, two = stage_numbers(film.first, standard), stage_numbers(film.second, standard)
    for name in HAND.names:
        if name in one and name in two and abs(one[name] - two[name]) >= limits.stages:
            letters = [standard.stages[name][number] for number in (one[name], two[name])]
            reasons.append(f"{name}: {letters[0]} and {letters[1]}")
            weight += abs(one[name] - two[name]) / limits.stages
        labels = film.first.bones[name], film.second.bones[name]
        if labels[0].labelled and labels[1].absent or labels[1].labelled and labels[0].absent:
            reasons.append(f"{name}: placed by one, absent for the other")
            weight += 1
        share = distance_share(film.first, film.second, name)
        if share is not None and share > limits.point_share:
            reasons.append(f"{name}: points {100 * share:.1f} % of hand length apart")
            weight += share / limits.point_share
    if film.first.sex and film.second.sex and film.first.sex != film.second.sex:
        reasons.append(f"sex: {film.first.sex.value} and {film.second.sex.value}")
        weight += 1
    ages = film.ages_months
    if ages[0] is not None and ages[1] is not None and abs(ages[1] - ages[0]) > limits.age_months:
        reasons.append(f"bone age: {ages[0] / 12:.1f} and {ages[1] / 12:.1f} years")
        weight += abs(ages[1] - ages[0]) / limits.age_months
    return Disputed(film.file_name, tuple(reasons), weight)
