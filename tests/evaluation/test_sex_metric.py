"""How often sex is read right: counted by hand, and nothing said where nothing is known."""

import math

import torch

from boneage_kp.codec.age_labels import AgeLabels
from boneage_kp.evaluation.sex_metric import SEX_RIGHT, SexMetric


def measured(sex: list[float], male: list[float]) -> dict[str, float]:
    metric = SexMetric()
    unread = torch.zeros(len(sex))
    labels = AgeLabels(torch.tensor(sex), unread)
    metric.process({"labels": labels}, [unread, unread, torch.tensor(male)])
    return metric.evaluate(len(sex))


def test_only_films_of_known_sex_count() -> None:
    found = measured([1, -1, -1, 0, 1], [0.9, 0.2, 0.7, 0.9, 0.4])
    assert found == {SEX_RIGHT: 50.0}


def test_systems_that_read_no_sex_have_no_figure() -> None:
    assert measured([1, -1], [math.nan, math.nan]) == {}
    assert math.isnan(measured([0, 0], [0.3, 0.4])[SEX_RIGHT])
