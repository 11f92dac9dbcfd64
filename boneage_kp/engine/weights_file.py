"""Weights as safetensors: tensors and the facts about them in one file that runs no code."""

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from boneage_kp.engine.facts import WrongModel, check_facts, check_tensors
from boneage_kp.engine.plain_checkpoint import FACTS_KEY, load_plain

FORMAT = "boneage_kp weights 1"


def export_weights(checkpoint: Path, target: Path, half: bool = False) -> Path:
    """A checkpoint's running mean (its own weights where there is none) as a weights file.

    half: store matrices as float16, half the size; reading takes them back to float32.
    """
    loaded = load_plain(checkpoint)
    # mmengine puts the running mean, where there is one, into `state_dict`.
    return save_weights(target, loaded["state_dict"], loaded["meta"].get(FACTS_KEY, {}), half)


def save_weights(
    target: Path, state: Mapping[str, Tensor], facts: Mapping[str, str], half: bool = False
) -> Path:
    """Write beside, then rename: a weights file is whole or not there."""
    from safetensors.torch import save_file

    kept = {name: _stored(value, half) for name, value in state.items()}
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(target.name + ".new")
    save_file(kept, beside, metadata={"format": FORMAT, **facts})
    return beside.replace(target)


def read_weights(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Tensors (float32) and facts of a weights file; what is not ours or not whole is refused."""
    from safetensors import SafetensorError, safe_open

    if not path.is_file():
        raise WrongModel(f"{path}: there is no such weights file")
    try:
        with safe_open(path, framework="pt") as file:
            facts = file.metadata() or {}
            state = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except SafetensorError as error:
        raise WrongModel(
            f"{path}: is damaged or no safetensors file ({error}); copy or export it again"
        ) from None
    if facts.get("format") != FORMAT:
        raise WrongModel(
            f"{path}: is no weights file of ours (format {facts.get('format')!r}, wanted "
            f"{FORMAT!r}); a backbone's own weights go into backbone.weights_file"
        )
    return {name: _loaded(value) for name, value in state.items()}, facts


def load_weights(path: Path, model: torch.nn.Module) -> dict[str, str]:
    """Put a weights file into a model made from the same config; returns its facts."""
    state, facts = read_weights(path)
    check_facts(facts, model, str(path))
    check_tensors(state, model, str(path))
    model.load_state_dict(state)
    return facts


def _stored(value: Tensor, half: bool) -> Tensor:
    value = value.detach().cpu().contiguous()
    # Vectors (norms, biases) are few, and their range is what halves badly.
    return value.half() if half and value.ndim > 1 and value.dtype == torch.float32 else value


def _loaded(value: Tensor) -> Tensor:
    return value.float() if value.dtype == torch.float16 else value
