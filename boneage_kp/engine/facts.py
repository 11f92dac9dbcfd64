"""What a trained model is: facts that travel with every checkpoint and every weights file."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from boneage_kp import __version__
from boneage_kp.engine.tasks.known import task_of
from boneage_kp.engine.wrong_model import WrongModel


def model_facts(
    model: torch.nn.Module, config: Mapping[str, Any], input_size_px: int, data_digest: str
) -> dict[str, str]:
    """Names and texts: plain enough for every file format."""
    return {
        **task_of(model).facts(model),
        "input_size_px": str(input_size_px),
        "config_json": json.dumps(config, default=str, sort_keys=True),
        "boneage_kp_version": __version__,
        "git_revision": git_revision(),
        "data_digest": data_digest,
    }


def check_facts(facts: Mapping[str, str], model: torch.nn.Module, where: str) -> None:
    """Refuse weights that were trained for something else than this model."""
    task_of(model).check_facts(facts, model, where)


def check_tensors(state: Mapping[str, torch.Tensor], model: torch.nn.Module, where: str) -> None:
    """Refuse weights of another network, naming the first that do not fit."""
    wanted = model.state_dict()
    missing = [name for name in wanted if name not in state]
    foreign = [name for name in state if name not in wanted]
    shapes = [n for n in wanted if n in state and state[n].shape != wanted[n].shape]
    if missing or foreign or shapes:
        raise WrongModel(
            f"{where}: does not fit this network: {len(missing)} tensors missing {missing[:2]}, "
            f"{len(foreign)} unknown {foreign[:2]}, {len(shapes)} of another shape {shapes[:2]}; "
            "use the config that it was trained with"
        )


def git_revision() -> str:
    """The revision of the source in use, with '+' when it was changed; 'unknown' outside git."""
    here = Path(__file__).resolve().parents[2]
    ask = ["git", "-C", str(here), "describe", "--always", "--dirty=+", "--abbrev=12"]
    try:
        done = subprocess.run(ask, capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    return done.stdout.strip() if done.returncode == 0 else "unknown"
