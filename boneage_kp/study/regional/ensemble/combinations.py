"""Answers to an ensemble: a combination for boys, for girls, and for films of unknown sex."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from boneage_kp.data.registration.template_hand import REGION_WORDS
from boneage_kp.engine.regional.ensemble_file import UNKNOWN, Combination
from boneage_kp.engine.regional.region_network import RegionNetwork
from boneage_kp.schema.records import Sex
from boneage_kp.study.regional.ensemble.answers import Answers, usable_for
from boneage_kp.study.regional.ensemble.linear_fit import cross_fitted, films_wanted, fitted

ALL = "ensemble"


@dataclass(frozen=True, eq=False)
class Reader:
    """A row of the table: who answered, and (N,) months, NaN for films that are not theirs.

    is_ensemble:  several members together; region: whose they are, "" for all.
    """

    name: str
    months: np.ndarray
    is_ensemble: bool = False
    region: str = ""


def combinations(answers: Answers, members: Sequence[RegionNetwork]) -> Mapping[str, Combination]:
    """By "M", "F" and "unknown"; a group without films or without members has none."""
    found = {}
    for sex, key, films in _groups(answers):
        usable = usable_for(members, sex)
        if not films.any() or not usable.any():
            continue
        wanted = films_wanted(int(usable.sum()))
        if films.sum() < wanted:
            raise ValueError(
                f"{films.sum()} films to fit {usable.sum()} members for sex {key!r}; at least "
                f"{wanted} are wanted. Give more films, or fewer members"
            )
        found[key] = fitted(answers.months[films], answers.truth_months[films], usable)
    if not found:
        raise ValueError("no film is of a sex that a member is for; nothing can be fitted")
    return found


def readers(answers: Answers, members: Sequence[RegionNetwork]) -> list[Reader]:
    """Every member alone, the members of every region together, and all of them.

    What is put together is measured on films that it was not fitted on.
    """
    rows = [Reader(one.name, answers.months[:, i]) for i, one in enumerate(members)]
    regions = np.array([member.region for member in members])
    for region in REGION_WORDS:
        if (regions == region).any():
            months = _cross_fitted(answers, members, regions == region)
            rows.append(Reader(f"{region.upper()}, its members", months, True, region))
    everybody = _cross_fitted(answers, members, np.ones(len(members), bool))
    return [*rows, Reader(ALL, everybody, True)]


def _cross_fitted(
    answers: Answers, members: Sequence[RegionNetwork], some: np.ndarray
) -> np.ndarray:
    months = np.full(len(answers.names), np.nan)
    for sex, _, films in _groups(answers):
        usable = usable_for(members, sex) & some
        # Films whose sex is known have their own combination; the third is for the others.
        asked = answers.of_sex(sex)
        if usable.any() and asked.any():
            found = cross_fitted(answers.months[films], answers.truth_months[films], usable)
            months[asked] = found[asked[films]]
    return months


def _groups(answers: Answers) -> list[tuple[Sex | None, str, np.ndarray]]:
    """Sex, its key, and the films that its combination is fitted on: of unknown sex, all."""
    everybody = np.ones(len(answers.names), bool)
    by_sex = [(sex, sex.value, answers.of_sex(sex)) for sex in (Sex.MALE, Sex.FEMALE)]
    return [*by_sex, (None, UNKNOWN, everybody)]
