"""Validation runs in the precision of the config, and on a GPU a resume takes its history back."""

from pathlib import Path

import pytest
import torch

from boneage_kp.engine.plain_checkpoint import PlainCheckpointHook
from tests.engine.tiny_runs import runner_of


@pytest.mark.parametrize("precision", ["bf16", "fp32"])
def test_films_are_read_in_the_precision_of_the_config(tmp_path: Path, precision: str) -> None:
    runner = runner_of(tmp_path, precision=precision, epochs=1)
    seen: set[torch.dtype] = set()

    def note(neck: torch.nn.Module, given: object, made: torch.Tensor) -> None:
        if not neck.training:
            seen.add(made.dtype)

    runner.model.neck.register_forward_hook(note)
    runner.train()
    assert seen == {torch.bfloat16 if precision == "bf16" else torch.float32}


class OnGpu:
    """Stands in for a tensor on a GPU: it has to come back before numpy can have it."""

    def __init__(self, values: list[float]) -> None:
        self.values = torch.tensor(values)

    def numpy(self) -> None:
        raise TypeError("can't convert cuda:0 device type tensor to numpy")

    def cpu(self) -> torch.Tensor:
        return self.values


def test_history_that_was_loaded_onto_a_gpu_becomes_mmengine_s_again() -> None:
    both = {"values": OnGpu([3.0, 1.0]), "counts": OnGpu([1.0, 1.0])}
    hub = {"log_scalars": {"train/loss": both}, "runtime_info": {}, "resumed_keys": {}}
    checkpoint = {"message_hub": hub}
    PlainCheckpointHook().after_load_checkpoint(None, checkpoint)
    assert checkpoint["message_hub"]["log_scalars"]["train/loss"].mean() == 2.0  # type: ignore[attr-defined]
