"""What a trained model is: facts that travel with every checkpoint and every weights file."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from boneage_kp import __version__
from boneage_kp.models.detector import BoneDetector
from boneage_kp.schema.hand import HAND


class WrongModel(ValueError):
    """Weights of another kind of model; the text says what they are for and what was wanted."""


def model_facts(
    model: BoneDetector, config: Mapping[str, Any], input_size_px: int, data_digest: str
) -> dict[str, str]:
    """Names and texts: plain enough for every file format."""
    return {
        "schema": HAND.name,
        "bones": " ".join(HAND.names),
        "standard_id": model.standard.id,
        "standard_digest": model.standard.digest,
        "input_size_px": str(input_size_px),
        "config_json": json.dumps(config, default=str, sort_keys=True),
        "boneage_kp_version": __version__,
        "git_revision": git_revision(),
        "data_digest": data_digest,
    }


def check_facts(facts: Mapping[str, str], model: BoneDetector, where: str) -> None:
    """Refuse weights that were trained for other bones or by another standard's stages."""
    missing = [name for name in ("bones", "standard_id", "standard_digest") if name not in facts]
    if missing:
        raise WrongModel(f"{where}: does not say its {', '.join(missing)}; give a file of ours")
    bones = " ".join(HAND.names)
    if facts["bones"] != bones:
        raise WrongModel(
            f"{where}: is for the schema {facts.get('schema', '?')!r} with the bones "
            f"{facts['bones']}; the schema in use is {HAND.name!r} with {bones}"
        )
    ours = model.standard
    if (facts["standard_id"], facts["standard_digest"]) != (ours.id, ours.digest):
        raise WrongModel(
            f"{where}: was trained on stages of {facts['standard_id']} "
            f"(digest {facts['standard_digest'][:12]}); this model reads {ours.id} "
            f"(digest {ours.digest[:12]}). Set model.standard, or train anew."
        )


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
