"""Combinations by sex, the table by region and stage, the plot."""

from dataclasses import dataclass

import numpy as np
import pytest

from boneage_kp.engine.regional.region_network import RegionNetwork
from boneage_kp.schema.records import Sex
from boneage_kp.study.regional.ensemble.answers import Answers, usable_for
from boneage_kp.study.regional.ensemble.combinations import combinations, readers
from boneage_kp.study.regional.ensemble.development_stages import STAGES, stage_of
from boneage_kp.study.regional.ensemble.plot import stage_figure
from boneage_kp.study.regional.ensemble.table import document, table

RNG = np.random.default_rng(1)
FILMS = 80


@dataclass(frozen=True)
class Member:
    """What the study asks of a `RegionNetwork`."""

    region: str
    hands: str
    head: str = "regression"

    @property
    def name(self) -> str:
        return f"{self.region} {self.hands}"


MEMBERS: list[RegionNetwork] = [  # type: ignore[list-item]
    Member("a", "both"),
    Member("b", "both"),
    Member("a", "M"),
    Member("a", "F"),
]


def answers() -> Answers:
    """Region a is right within 6 months, the carpals within 30, those of one sex within 3."""
    sexes = tuple((Sex.MALE, Sex.FEMALE)[i % 2] for i in range(FILMS))
    truth = RNG.uniform(5, 220, FILMS)
    months = truth[:, None] + RNG.normal(0, [6, 30, 3, 3], (FILMS, 4))
    for i, sex in enumerate(sexes):
        months[i, 3 if sex is Sex.MALE else 2] = np.nan
    return Answers(tuple(map(str, range(FILMS))), sexes, truth, months, 0)


def test_every_sex_has_its_members_and_the_unknown_those_for_both() -> None:
    assert usable_for(MEMBERS, Sex.MALE).tolist() == [True, True, True, False]
    assert usable_for(MEMBERS, None).tolist() == [True, True, False, False]
    found = combinations(answers(), MEMBERS)
    assert set(found) == {"M", "F", "unknown"}
    assert found["M"].weights[3] == found["F"].weights[2] == found["unknown"].weights[2] == 0
    assert found["M"].weights[2] > 0.5 > found["M"].weights[1], "the better member counts more"


def test_too_few_films_are_told_and_a_sex_without_any_is_left_out() -> None:
    whole = answers()
    few = Answers(whole.names[:9], whole.sexes[:9], whole.truth_months[:9], whole.months[:9], 0)
    with pytest.raises(ValueError, match=r"5 films to fit 3 members for sex 'M'; at least 10"):
        combinations(few, MEMBERS)
    boys = [i for i, sex in enumerate(whole.sexes) if sex is Sex.MALE]
    alone = Answers(
        tuple(whole.names[i] for i in boys),
        (Sex.MALE,) * len(boys),
        whole.truth_months[boys],
        whole.months[boys],
        0,
    )
    assert set(combinations(alone, MEMBERS)) == {"M", "unknown"}


def test_rows_of_members_regions_and_all() -> None:
    given = answers()
    rows = readers(given, MEMBERS)
    names = [row.name for row in rows]
    assert names == [
        "a both",
        "b both",
        "a M",
        "a F",
        "A, its members",
        "B, its members",
        "ensemble",
    ]
    error = {row.name: float(np.nanmean(np.abs(row.months - given.truth_months))) for row in rows}
    assert error["ensemble"] < error["a both"] < error["b both"]
    assert np.isfinite(rows[-1].months).all()


def test_the_table_counts_by_hand() -> None:
    given = answers()
    rows = readers(given, MEMBERS)
    cells = {(c["read_by"], c["sex"], c["stage"]): c for c in document(rows, given)}
    wanted = np.abs(given.months[:, 2] - given.truth_months)[::2].mean()
    boys = cells["a M", "boys", "all"]
    assert boys["films"] == FILMS // 2 and boys["mae_months"] == pytest.approx(wanted)
    assert ("a M", "girls", "all") not in cells
    by_stage = [
        cells["a both", "all", s.name]["films"]
        for s in STAGES
        if ("a both", "all", s.name) in cells
    ]
    assert sum(by_stage) == FILMS
    text = table(rows, given).text()
    assert "early and mid-puberty" in text and "ensemble" in text


def test_stages_hold_every_age_once() -> None:
    for sex in Sex:
        for months in np.arange(0, 260, 1.0):
            assert sum(stage.holds(sex, months) for stage in STAGES) == 1
    assert stage_of(Sex.FEMALE, 12) == "toddlers" and stage_of(Sex.MALE, 12) == "infancy"


def test_the_plot_has_a_panel_a_sex_and_a_bar_a_region_and_stage() -> None:
    pytest.importorskip("matplotlib")
    given = answers()
    figure = stage_figure(readers(given, MEMBERS), given)
    assert figure is not None and len(figure.axes) == 2
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["boys", "girls"]
    assert len(figure.axes[0].patches) == 3 * len(STAGES)
