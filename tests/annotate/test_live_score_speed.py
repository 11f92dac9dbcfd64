"""The measure measures edits like a rater's, and the live score keeps up with the keyboard."""

import numpy as np
import pytest

from boneage_kp.annotate.live_score_speed import edits, measured, proposal_of
from boneage_kp.standards import load_standard

TW3 = load_standard("tw3_rus")


def test_edits_change_one_bone_at_a_time_and_are_the_same_each_time() -> None:
    first, second = list(edits(TW3, 40)), list(edits(TW3, 40))
    assert first == second
    for before, after in zip(first, first[1:], strict=False):
        assert sum(before[name] != after[name] for name in TW3.bones) <= 1
    assert any(stage is None for stages in first[20:] for stage in stages.values())


@pytest.mark.alone
@pytest.mark.slow
def test_a_score_is_there_before_the_next_key() -> None:
    """Computing time, which other programs on the machine lengthen least; 20 keys a second."""
    for proposal in (proposal_of(TW3), None):
        assert np.percentile(measured(TW3, proposal, 200)[:, 1], 99) < 50
