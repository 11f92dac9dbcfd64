"""The adapter: batches in, the figures of hand-counted films out, a miss among them."""

import math

import pytest
import torch

from boneage_kp.codec.labels import HandLabels
from boneage_kp.evaluation.metrics import FIGURES, HandMetric

K, S = 13, 9


def batch(films: int = 2) -> tuple[dict, list[torch.Tensor]]:
    """Films whose every bone is found where it is, at stage D; hand length 100 px."""
    xy_px = torch.arange(films * K * 2, dtype=torch.float32).view(films, K, 2)
    shown = torch.ones(films, K, dtype=torch.bool)
    stage = torch.full((films, K), 3)
    labels = HandLabels(xy_px, shown, shown.clone(), stage, torch.full((films,), 100.0))
    posterior = torch.nn.functional.one_hot(stage, S).float()
    sure = torch.ones(films, K)
    return {"labels": labels}, [xy_px.clone(), sure, sure * 0, posterior, torch.ones(films)]


def figures(data: dict, found: list[torch.Tensor]) -> dict[str, float]:
    metric = HandMetric()
    metric.process(data, found)
    return metric.evaluate(len(data["labels"].shown))


def test_perfect_readings_are_perfect() -> None:
    got = figures(*batch())
    assert tuple(got) == FIGURES
    assert got["hand/pck_1"] == got["hand/stage_exact"] == got["hand/score"] == 100
    assert got["hand/missed"] == got["hand/largest_px"] == got["hand/median_share"] == 0


def test_hand_counted_errors_misses_and_masks() -> None:
    data, found = batch()
    found[0][0, 0] += torch.tensor([3.0, 4.0])  # 5 px: outside 4 %
    found[0][0, 1, 0] += 1.5  # inside 2 %, outside 1 %
    found[1][0, 2] = 0.05  # below the threshold: missed, its stage too
    found[3][1, 0] = torch.eye(S)[4]  # one stage off
    found[3][1, 1] = torch.eye(S)[5]  # two off
    labels = data["labels"]
    labels.shown[1, 12] = labels.known[1, 12] = False  # nobody knows: counts nowhere
    labels.xy_px[1, 12] = math.nan
    labels.stage[1, 12] = -1
    got = figures(data, found)
    assert got["hand/missed"] == pytest.approx(100 / 25)
    assert got["hand/pck_1"] == pytest.approx(100 * 22 / 25)
    assert got["hand/pck_2"] == got["hand/pck_4"] == pytest.approx(100 * 23 / 25)
    assert got["hand/stage_exact"] == pytest.approx(100 * 22 / 25)
    assert got["hand/stage_within_one"] == pytest.approx(100 * 23 / 25)
    assert got["hand/largest_px"] == math.inf, "a miss is further off than any error"


def test_padding_of_a_second_process_is_dropped() -> None:
    data, found = batch(films=3)
    found[1][2] = 0.0
    metric = HandMetric()
    metric.process(data, found)
    assert metric.evaluate(2)["hand/missed"] == 0
