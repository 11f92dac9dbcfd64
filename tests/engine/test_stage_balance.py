from dataclasses import replace

import numpy as np
import pytest

from boneage_kp.engine.settings import ConfigError
from boneage_kp.engine.stage_balance import balance_stages, records_of, stage_weights
from boneage_kp.models.detector import BoneDetector
from boneage_kp.schema.records import BoneLabel, HandRecord
from boneage_kp.standards import load_standard
from tests.engine.tiny_runs import tiny

STANDARD = load_standard("tw3_rus")


def records(stages: str) -> list[HandRecord]:
    """One film a letter, with that stage of the radius; the ulna is never rated."""
    one = HandRecord("a.png", (10, 10), {})
    return [replace(one, bones={"radius": BoneLabel((1.0, 1.0), 2, s)}) for s in stages]


def test_weights_by_hand() -> None:
    # Nine films with D, one with G, five on average: 5/9 and 5 at power 1, mean 1 over films.
    got = stage_weights(records("D" * 9 + "G"), STANDARD, 1.0)
    np.testing.assert_allclose(got[0, 3], 5 / 9)
    np.testing.assert_allclose(got[0, 6], 5.0)
    assert got[0, 0] == 1 and (got[1:] == 1).all()
    half = stage_weights(records("D" * 9 + "G"), STANDARD, 0.5)
    np.testing.assert_allclose(half[0, 6] / half[0, 3], 3.0)
    np.testing.assert_allclose(9 * half[0, 3] + half[0, 6], 10.0)


def test_one_film_does_not_outweigh_a_thousand() -> None:
    got = stage_weights(records("D" * 1000 + "G"), STANDARD, 1.0)
    assert got[0, 6] / got[0, 3] <= 25


class Films:
    def __init__(self, stages: str) -> None:
        self.records = records(stages)


class Both:
    def __init__(self) -> None:
        self.datasets = [Films("DG"), object(), Films("E")]


def test_records_are_found_inside_mixtures_and_their_weights_set() -> None:
    assert len(list(records_of(Both()))) == 3
    model = BoneDetector(**tiny()["model"])
    balance_stages(model, Both(), 1.0)
    assert np.shape(model.stage_loss.stage_weight) == (13, 9)


def test_phantoms_alone_have_nothing_to_count() -> None:
    with pytest.raises(ConfigError, match="no labelled films .*sampling.mode"):
        balance_stages(BoneDetector(**tiny()["model"]), object(), 1.0)
