"""The runs of TJ-Net's transfer: from given weights with blocks 1 to k held, and without them."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from boneage_kp.engine.config_file import read_config
from boneage_kp.engine.facts import check_facts, check_tensors
from boneage_kp.engine.network import file_digest
from boneage_kp.engine.parts import MODELS, build
from boneage_kp.engine.settings import ConfigError, TrainSettings
from boneage_kp.engine.weights_file import read_weights
from boneage_kp.study.ablation_runs import Run
from boneage_kp.study.holistic_search_runs import Plan


@dataclass(frozen=True)
class Start:
    """One way to begin.

    frozen:   blocks 1 to this one are held; None: without the weights, all of it learns.
    trained:  numbers that training moves.
    """

    frozen: int | None
    trained: int

    @property
    def name(self) -> str:
        """Of its folder."""
        return "anew" if self.frozen is None else f"frozen_{self.frozen}"


@dataclass(frozen=True)
class TransferRun(Run):
    """A run whose weights to start from count by what is in them, not by where they lie."""

    def asked(self) -> dict[str, Any]:
        asked = super().asked()
        start = asked.get("start_from")
        return asked | {"start_from": start and file_digest(Path(start))}


def checked_weights(args: argparse.Namespace) -> None:
    """Refuse a config of another system, and weights that do not fit, before a film is drawn."""
    settings, _ = read_config(args.config, args.set)
    if settings.model.get("type") != "TjNet":
        raise ConfigError(
            f"{args.config}: model is a {settings.model.get('type', 'BoneDetector')}; blocks are "
            "held in a TjNet, as of configs/holistic/tj_net.py"
        )
    state, facts = read_weights(args.start)
    model = _on_paper(settings, 0)
    check_facts(facts, model, str(args.start))
    check_tensors(state, model, str(args.start))


def starts_of(plan: Plan, frozen: Sequence[int]) -> list[Start]:
    """What is compared: first the one that learns anew, then by blocks held."""
    counts = {blocks: _trained(plan.settings, blocks) for blocks in (0, *frozen)}
    held = [Start(blocks, counts[blocks]) for blocks in sorted(set(frozen))]
    return [Start(None, counts[0]), *held]


def runs_of(
    plan: Plan, starts: Sequence[Start], seeds: Sequence[int], weights: Path
) -> list[TransferRun]:
    """Every start with every seed."""
    return [_run(plan, one, seed, weights) for one in starts for seed in seeds]


def _run(plan: Plan, start: Start, seed: int, weights: Path) -> TransferRun:
    more = [f"model.frozen_blocks={start.frozen or 0}"]
    # As one quoted text: a name that is a number, say, stays a name.
    more.append(f"start_from={None if start.frozen is None else str(weights)!r}")
    like = replace(
        plan.run(plan.base, seed),
        leaf=start.name,
        folder=plan.folder / start.name / str(seed),
        overrides=(*plan.overrides, *more),
    )
    return TransferRun(**vars(like))


def _trained(settings: TrainSettings, frozen: int) -> int:
    model = _on_paper(settings, frozen)
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def _on_paper(settings: TrainSettings, frozen: int) -> torch.nn.Module:
    """Shapes without numbers: nothing is allocated."""
    with torch.device("meta"):
        return build({**settings.model, "frozen_blocks": frozen}, MODELS)
