"""MAE of members, regions and ensemble by sex and by stage of skeletal development."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from boneage_kp.evaluation.words import Table, number
from boneage_kp.schema.records import Sex
from boneage_kp.study.regional.ensemble.answers import Answers
from boneage_kp.study.regional.ensemble.combinations import Reader
from boneage_kp.study.regional.ensemble.development_stages import STAGES, stage_of

EVERYBODY = "all"
SEX_WORDS = {Sex.MALE: "boys", Sex.FEMALE: "girls"}


@dataclass(frozen=True)
class Cell:
    """films: answered of those in the group; mae_months: None where none was."""

    films: int
    mae_months: float | None


@dataclass(frozen=True, eq=False)
class Group:
    """stage, sex: EVERYBODY or a word; films: (N,) bool."""

    sex: str
    stage: str
    films: np.ndarray


def groups(answers: Answers) -> list[Group]:
    """All films, each sex, each stage, each stage of each sex; empty ones too."""
    stages = np.array(
        [
            "" if sex is None else stage_of(sex, months)
            for sex, months in zip(answers.sexes, answers.truth_months, strict=True)
        ]
    )
    everybody = np.ones(len(answers.names), bool)
    sexes = {EVERYBODY: everybody}
    sexes |= {word: answers.of_sex(sex) for sex, word in SEX_WORDS.items()}
    parts = {EVERYBODY: everybody} | {stage.name: stages == stage.name for stage in STAGES}
    return [
        Group(sex, stage, mine & inside)
        for sex, mine in sexes.items()
        for stage, inside in parts.items()
    ]


def cell(reader: Reader, answers: Answers, films: np.ndarray) -> Cell:
    """Of one reader on the films of a group."""
    error = np.abs(reader.months - answers.truth_months)[films]
    error = error[np.isfinite(error)]
    return Cell(int(error.size), float(error.mean()) if error.size else None)


def table(rows: Sequence[Reader], answers: Answers) -> Table:
    """All films, by sex, and by stage over both sexes."""
    shown = [one for one in groups(answers) if EVERYBODY in (one.sex, one.stage)]
    shown = [one for one in shown if one.films.any()]
    heads = [one.stage if one.stage != EVERYBODY else one.sex for one in shown]
    counts = ("films", *(str(one.films.sum()) for one in shown))
    lines = [
        (row.name, *(number(cell(row, answers, one.films).mae_months) for one in shown))
        for row in rows
    ]
    return Table(
        "MAE in months by region, sex and stage of skeletal development",
        ("read by", *heads),
        (counts, *lines),
        "Members for one sex answer its films only. What is put together was measured on films "
        "that it was not fitted on (five folds); the ensemble that is written was fitted on all. "
        "Stages are stretches of the true bone age, with limits of their own for each sex.",
    )


def document(rows: Sequence[Reader], answers: Answers) -> list[dict[str, Any]]:
    """Every cell, empty ones left out."""
    return list(_cells(rows, answers))


def _cells(rows: Sequence[Reader], answers: Answers) -> Iterator[dict[str, Any]]:
    all_groups = groups(answers)
    for row in rows:
        for one in all_groups:
            found = cell(row, answers, one.films)
            if found.films:
                yield {
                    "read_by": row.name,
                    "sex": one.sex,
                    "stage": one.stage,
                    "films": found.films,
                    "mae_months": found.mae_months,
                }
