"""Masks read off films: the largest piece, without holes, and figures that tell good from bad."""

from pathlib import Path

import numpy as np
import pytest

from boneage_kp.engine.regional.mask_network import MaskNetwork
from boneage_kp.engine.regional.mask_reading import largest_piece, measured, read_mask
from boneage_kp.engine.wrong_model import WrongModel
from boneage_kp.evaluation.mask_metric import MaskMetric, overlap
from boneage_kp.study.regional.masks.rule import MaskRule
from tests.engine.regional.tiny_regions import bright_mask, mask_weights, plain_hand, region_weights
from tests.engine.tiny_ages import age_weights

NETWORK = MaskNetwork(bright_mask(), 64)


def test_a_hand_is_found_where_it_lies() -> None:
    grey = plain_hand()
    found = read_mask(NETWORK, grey)
    assert found.mask.shape == grey.shape
    assert overlap(found.mask, grey > 100) > 0.9
    assert found.measures.largest == pytest.approx(1.0)
    assert found.measures.sides_touched == 1, "the forearm runs out below"
    assert found.measures.agreement > 0.85 and 0.5 < found.measures.solidity < 0.95
    assert MaskRule(least_agreement=0.85).faults(found.measures) == ()


def test_a_bright_plate_beside_the_hand_is_left_out_and_told() -> None:
    grey = plain_hand()
    grey[2:14, 70:88] = 230
    found = read_mask(NETWORK, grey)
    assert not found.mask[:16, 68:].any()
    assert 0.8 < found.measures.largest < 0.95
    assert any("largest piece" in fault for fault in MaskRule().faults(found.measures))


def test_a_film_without_a_hand_has_an_empty_mask() -> None:
    found = read_mask(NETWORK, np.full((80, 60), 20, np.uint8))
    assert not found.mask.any()
    assert found.measures.area == found.measures.largest == found.measures.solidity == 0


def test_pieces_and_holes() -> None:
    mask = np.zeros((20, 30), bool)
    mask[2:12, 2:12] = True
    mask[5:7, 5:7] = False
    mask[15:17, 20:25] = True
    piece, share = largest_piece(mask)
    assert piece[2:12, 2:12].all() and piece.sum() == 100
    assert share == pytest.approx(96 / 106)


def test_measures_of_a_frame_and_the_rule_s_words() -> None:
    everything = measured(np.ones((40, 60), bool), 1.0, 0.5)
    assert (everything.area, everything.sides_touched) == (1.0, 4)
    told = " | ".join(MaskRule().faults(everything))
    for words in ("covers 100%", "touches 4 sides", "fills 100% of its hull", "only 50% of it"):
        assert words in told


def test_overlap_and_its_metric_by_hand() -> None:
    one, other = np.zeros((2, 4), bool), np.zeros((2, 4), bool)
    one[0], other[:, :2] = True, True
    assert overlap(one, other) == pytest.approx(2 / 6)
    assert overlap(np.zeros(3, bool), np.zeros(3, bool)) == 1.0
    figures = MaskMetric().compute_metrics([0.5, 1.0])
    assert figures == pytest.approx({"iou": 0.75, "iou_p10": 0.55})


def test_weights_are_read_back_and_others_refused(tmp_path: Path) -> None:
    read = MaskNetwork.from_weights(mask_weights(tmp_path / "m.safetensors"))
    grey = np.random.default_rng(0).integers(0, 255, (1, 64, 64)).astype(np.uint8)
    np.testing.assert_allclose(read.probability(grey), NETWORK.probability(grey), atol=1e-6)
    assert len(read.digest) == 64
    for other in (
        age_weights(tmp_path / "w.safetensors"),
        region_weights(tmp_path / "r.safetensors"),
    ):
        with pytest.raises(
            WrongModel, match="holds .*, wanted a hand mask; train configs/regional"
        ):
            MaskNetwork.from_weights(other)
