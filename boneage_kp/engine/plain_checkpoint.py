"""`PlainCheckpointHook`: checkpoints of plain data, which load without unpickling anything foreign.

mmengine pickles its message hub (history buffers, numpy scalars) and keeps the config as Python
text that a resume executes. Here both become plain before saving: numbers, strings, lists, tensors.
`torch.load(..., weights_only=True)`, its default, then reads them, and nothing else passes.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from mmengine.hooks import Hook
from mmengine.logging import HistoryBuffer

from boneage_kp.registry import HOOKS

FACTS_KEY = "facts"  # `cfg` and `config` are names mmengine would look at and execute
SIZE_KEY = "input_size_px"


class CheckpointError(ValueError):
    """A checkpoint that cannot be used; the text says what it holds and what would do."""


@HOOKS.register_module()
class PlainCheckpointHook(Hook):
    """Makes what is saved plain, and makes it mmengine's again after loading.

    facts:       what the model is (`facts.model_facts`), kept under meta["facts"].
    size_px_at:  the input size of an epoch: facts say the one in force when they are saved, which a
                 run that is stopped before its last size ends with. None leaves what they say.
    """

    priority = "VERY_LOW"  # after every hook that adds to the checkpoint

    def __init__(
        self,
        facts: Mapping[str, str] | None = None,
        size_px_at: Callable[[int], int] | None = None,
    ) -> None:
        self.facts = dict(facts or {})
        self.size_px_at = size_px_at

    def before_train_epoch(self, runner: Any) -> None:
        # Noted here: while a checkpoint is saved, the loop may have counted the epoch already.
        if self.size_px_at is not None:
            self.facts[SIZE_KEY] = str(self.size_px_at(runner.epoch))

    def before_save_checkpoint(self, runner: Any, checkpoint: dict[str, Any]) -> None:
        meta = checkpoint["meta"]
        meta.pop("cfg", None)
        meta[FACTS_KEY] = dict(self.facts)
        for name, value in checkpoint.items():
            checkpoint[name] = _hub_to_plain(value) if name == "message_hub" else _plain(value)

    def after_load_checkpoint(self, runner: Any, checkpoint: dict[str, Any]) -> None:
        if "message_hub" in checkpoint:
            checkpoint["message_hub"] = _hub_from_plain(checkpoint["message_hub"])


def load_plain(path: Path) -> dict[str, Any]:
    """A checkpoint of ours, on the CPU; a file that needs unpickling is refused."""
    try:
        checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise CheckpointError(f"{path}: there is no such checkpoint") from None
    except Exception as error:
        raise CheckpointError(
            f"{path}: is no plain checkpoint ({type(error).__name__}). Files that need unpickling "
            "can run code and are not loaded; give one that tools/train.py wrote."
        ) from error
    if not isinstance(checkpoint, dict) or "state_dict" not in checkpoint:
        raise CheckpointError(f"{path}: holds no 'state_dict'; give one that tools/train.py wrote")
    return checkpoint


def _hub_to_plain(hub: Mapping[str, Any]) -> dict[str, Any]:
    scalars = {
        name: {
            "values": torch.as_tensor(np.asarray(buffer.data[0], float)),
            "counts": torch.as_tensor(np.asarray(buffer.data[1], float)),
        }
        for name, buffer in hub["log_scalars"].items()
        if isinstance(buffer, HistoryBuffer)
    }
    rest = {name: _plain(hub[name]) for name in ("runtime_info", "resumed_keys")}
    rest["runtime_info"].pop("cfg", None)
    return {"log_scalars": scalars, **rest}


def _hub_from_plain(hub: Mapping[str, Any]) -> dict[str, Any]:
    scalars = {
        # A resume on a GPU loads everything onto it.
        name: HistoryBuffer(both["values"].cpu().numpy(), both["counts"].cpu().numpy())
        for name, both in hub["log_scalars"].items()
    }
    return {
        "log_scalars": OrderedDict(scalars),
        "runtime_info": OrderedDict(hub["runtime_info"]),
        "resumed_keys": OrderedDict(hub["resumed_keys"]),
    }


def _plain(value: Any) -> Any:
    """Numbers, strings, lists, dictionaries and tensors; what is none of them as its text."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return torch.from_numpy(value)
    if value is None or isinstance(value, bool | int | float | str | torch.Tensor):
        return value
    return str(value)
