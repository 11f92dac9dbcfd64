"""The scoring benchmark: its naive paths agree with the package's, and it reports every path."""

import json

import numpy as np
import pytest

from boneage_kp.schema.records import Sex
from boneage_kp.standards import bone_ages_months, load_standard, score_distributions, score_hands
from boneage_kp.study.scoring_speed.command import (
    add_arguments,
    measure,
    naive_ages,
    naive_distribution,
    random_posteriors,
    run,
    to_text,
)

TW3 = load_standard("tw3_rus")


@pytest.mark.parametrize("sex", Sex)
def test_naive_paths_compute_the_same(sex: Sex) -> None:
    rng = np.random.default_rng(1)
    stages = (rng.random((300, 13)) * TW3.stage_counts).astype(int)
    stages[:40] = TW3.stage_counts - 1 - (rng.random((40, 13)) < 0.02)  # near maturity
    months, _ = bone_ages_months(TW3, sex, score_hands(TW3, sex, stages))
    naive = [np.nan if a is None else 12 * a for a in naive_ages(TW3, sex, stages.tolist())]
    np.testing.assert_allclose(months, naive, atol=1e-9)
    posteriors = random_posteriors(TW3, 3, rng)
    exact = [naive_distribution(TW3, sex, hand) for hand in posteriors.tolist()]
    np.testing.assert_allclose(score_distributions(TW3, sex, posteriors), exact, atol=1e-15)


def test_measures_every_path() -> None:
    speeds = measure(TW3, hands=16, seconds=0.01)
    assert len(speeds) == 4
    assert all(speed.rounds >= 3 and speed.hands_per_s > 0 for speed in speeds)
    assert all(speed.hands_per_s >= speed.slowest_per_s for speed in speeds)
    text = to_text(speeds)
    assert all(speed.path in text for speed in speeds)


def test_command_writes_json_and_refuses_nonsense(tmp_path, capsys) -> None:
    import argparse

    parser = argparse.ArgumentParser()
    add_arguments(parser)
    out = tmp_path / "speed.json"
    assert run(parser.parse_args(["--hands", "8", "--seconds", "0.01", "--json", str(out)])) == 0
    assert len(json.loads(out.read_text())) == 4
    assert "exact convolution" in capsys.readouterr().out
    with pytest.raises(ValueError, match="--hands 0"):
        run(parser.parse_args(["--hands", "0"]))
