from pathlib import Path

import torch

from boneage_kp.engine.hooks.weights import FILE
from boneage_kp.engine.plain_checkpoint import load_plain
from boneage_kp.engine.weights_file import read_weights
from tests.engine.tiny_runs import train


def test_a_run_leaves_weights_that_equal_its_last_checkpoint(tmp_path: Path) -> None:
    train(tmp_path)
    state, facts = read_weights(tmp_path / FILE)
    last = load_plain(tmp_path / "epoch_2.pth")["state_dict"]
    assert state.keys() == last.keys()
    assert all(torch.equal(state[name], last[name].to(state[name].dtype)) for name in state)
    assert facts["standard_id"] == "tw3_rus"
