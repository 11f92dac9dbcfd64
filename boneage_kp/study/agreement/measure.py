"""How far two raters of the same films agree: points, stages, bone ages, film by film."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from boneage_kp.evaluation.kappa import quadratic_kappa
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, HandRecord
from boneage_kp.standards import Standard, bone_age, total_score

LIMIT_SDS = 1.96  # Bland and Altman's limits of agreement hold 95 % of normal differences


@dataclass(frozen=True)
class BoneAgreement:
    """One bone, or all of them under the name "all".

    points:         films on which both placed it; median and 95th percentile of the distance, as a
                    share of hand length and in mm (`points_mm` films have a known spacing).
    one_placed:     films on which one placed it and the other did not.
    stages:         films on which both rated it; shares of equal and of at most one apart.
    kappa:          quadratic weights; None where it is not defined.
    """

    bone: str
    points: int
    median_share: float | None
    p95_share: float | None
    points_mm: int
    median_mm: float | None
    one_placed: int
    stages: int
    exact: float | None
    within_one: float | None
    kappa: float | None


@dataclass(frozen=True)
class AgeAgreement:
    """Bone ages by the same standard, second less first, months.

    pairs_months:  (first, second) of films on which both rated all bones and the age is a number.
    limits:        bias -/+ 1.96 SD; None below two films.
    """

    pairs_months: tuple[tuple[float, float], ...]
    bias_months: float | None
    mean_absolute_months: float | None
    limits_months: tuple[float, float] | None


@dataclass(frozen=True)
class FilmPair:
    """One film as both read it; ages None where a stage or the sex is missing, or a bound."""

    file_name: str
    first: HandRecord
    second: HandRecord
    ages_months: tuple[float | None, float | None]


@dataclass(frozen=True)
class Agreement:
    """Two raters.

    only_first, only_second:  films that one of them alone has read.
    """

    raters: tuple[str, str]
    films: tuple[FilmPair, ...]
    only_first: int
    only_second: int
    bones: tuple[BoneAgreement, ...]
    overall: BoneAgreement
    age: AgeAgreement


def agreement(
    first: Iterable[HandRecord],
    second: Iterable[HandRecord],
    standard: Standard,
    raters: tuple[str, str],
) -> Agreement:
    """Compare film by film; of several hands on a film each rater's first counts."""
    one, two = _by_film(first, standard), _by_film(second, standard)
    both = [name for name in one if name in two]
    films = tuple(
        FilmPair(n, one[n], two[n], (_age(one[n], standard), _age(two[n], standard))) for n in both
    )
    cells = {name: _cells(name, films, standard) for name in HAND.names}
    everything = _Cells(*(np.concatenate(part) for part in zip(*cells.values(), strict=True)))
    most = max(len(stages) for stages in standard.stages.values())
    return Agreement(
        raters=raters,
        films=films,
        only_first=len(one) - len(both),
        only_second=len(two) - len(both),
        bones=tuple(_bone(name, cells[name], most) for name in HAND.names),
        overall=_bone("all", everything, most),
        age=_ages(films),
    )


def stage_numbers(record: HandRecord, standard: Standard) -> dict[str, int]:
    """Bone -> number of its stage, of the bones that are rated and there."""
    return {
        name: standard.stages[name].index(label.stage)
        for name, label in record.bones.items()
        if label.stage is not None and not label.absent
    }


def distance_share(one: HandRecord, two: HandRecord, bone: str) -> float | None:
    """Distance of the two points as a share of hand length; None where it cannot be known."""
    lengths = [length for length in (one.hand_length_px(), two.hand_length_px()) if length]
    first, second = one.bones[bone].xy_px, two.bones[bone].xy_px
    if first is None or second is None or not lengths:
        return None
    return float(np.hypot(first[0] - second[0], first[1] - second[1]) / np.mean(lengths))


def _by_film(records: Iterable[HandRecord], standard: Standard) -> dict[str, HandRecord]:
    found: dict[str, HandRecord] = {}
    for record in records:
        if record.standard_id not in (None, standard.id):
            raise ValueError(
                f"{record.file_name!r} was rated by {record.standard_id!r}, and is to be compared "
                f"by {standard.id!r}; give --standard {record.standard_id}"
            )
        found.setdefault(record.file_name, record)
    return found


def _age(record: HandRecord, standard: Standard) -> float | None:
    stages: Mapping[str, str | None] = {
        n: None if label.absent else label.stage for n, label in record.bones.items()
    }
    if record.sex is None or any(stages.get(name) is None for name in standard.bones):
        return None
    return bone_age(
        standard, record.sex, total_score(standard, record.sex, stages).total
    ).age_months


class _Cells(NamedTuple):
    """One bone on N films.

    shares, mm:  (N,) distance as a share of hand length, and in mm; NaN where unknown.
    alone:       (N,) bool, one placed it and the other did not.
    stages:      (N, 2) numbers, -1 for none.
    """

    shares: np.ndarray
    mm: np.ndarray
    alone: np.ndarray
    stages: np.ndarray


def _cells(bone: str, films: tuple[FilmPair, ...], standard: Standard) -> _Cells:
    shares, mm = np.full(len(films), np.nan), np.full(len(films), np.nan)
    alone, stages = np.zeros(len(films), bool), np.full((len(films), 2), -1)
    for i, film in enumerate(films):
        labels = [r.bones.get(bone, BoneLabel()) for r in (film.first, film.second)]
        alone[i] = labels[0].labelled != labels[1].labelled
        share = distance_share(film.first, film.second, bone)
        spacing_mm = film.first.spacing_mm or film.second.spacing_mm
        if share is not None:
            shares[i] = share
        if spacing_mm and labels[0].xy_px and labels[1].xy_px:
            apart = np.subtract(labels[0].xy_px, labels[1].xy_px)
            mm[i] = float(np.hypot(*apart)) * spacing_mm
        numbers = [stage_numbers(r, standard).get(bone) for r in (film.first, film.second)]
        stages[i] = [-1 if number is None else number for number in numbers]
    return _Cells(shares, mm, alone, stages)


def _bone(name: str, cells: _Cells, stage_count: int) -> BoneAgreement:
    shares, mm = cells.shares[np.isfinite(cells.shares)], cells.mm[np.isfinite(cells.mm)]
    rated = cells.stages[(cells.stages >= 0).all(axis=1)]
    apart = np.abs(rated[:, 0] - rated[:, 1])
    counts = np.zeros((stage_count, stage_count), int)
    np.add.at(counts, (rated[:, 0], rated[:, 1]), 1)
    return BoneAgreement(
        bone=name,
        points=len(shares),
        median_share=float(np.median(shares)) if len(shares) else None,
        p95_share=float(np.percentile(shares, 95)) if len(shares) else None,
        points_mm=len(mm),
        median_mm=float(np.median(mm)) if len(mm) else None,
        one_placed=int(cells.alone.sum()),
        stages=len(rated),
        exact=float((apart == 0).mean()) if len(rated) else None,
        within_one=float((apart <= 1).mean()) if len(rated) else None,
        kappa=quadratic_kappa(counts),
    )


def _ages(films: tuple[FilmPair, ...]) -> AgeAgreement:
    pairs = tuple(
        (one, two)
        for one, two in (f.ages_months for f in films)
        if one is not None and two is not None
    )
    difference = np.array([two - one for one, two in pairs])
    limits = None
    if len(difference) > 1:
        bias, reach = float(difference.mean()), LIMIT_SDS * float(difference.std(ddof=1))
        limits = (bias - reach, bias + reach)
    return AgeAgreement(
        pairs_months=pairs,
        bias_months=float(difference.mean()) if len(difference) else None,
        mean_absolute_months=float(np.abs(difference).mean()) if len(difference) else None,
        limits_months=limits,
    )
