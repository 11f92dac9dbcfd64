"""The runs of TJ-Net's transfer: from given weights with blocks 1 to k held, and without them."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boneage_kp.engine.config_file import read_config
from boneage_kp.engine.facts import check_facts, check_tensors
from boneage_kp.engine.network import file_digest
from boneage_kp.engine.settings import ConfigError, TrainSettings
from boneage_kp.engine.weights_file import read_weights
from boneage_kp.study.sweep.plan import SweepPlan
from boneage_kp.study.sweep.runs import Run
from boneage_kp.study.sweep.training import on_paper, trained_parameters


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

    def overrides(self, weights: Path) -> tuple[str, ...]:
        """KEY=VALUE on top of the config."""
        # As one quoted text: a name that is a number, say, stays a name.
        start_from = None if self.frozen is None else str(weights)
        return f"model.frozen_blocks={self.frozen or 0}", f"start_from={start_from!r}"


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
    model = on_paper({**settings.model, "frozen_blocks": 0})
    check_facts(facts, model, str(args.start))
    check_tensors(state, model, str(args.start))


def starts_of(settings: TrainSettings, frozen: Sequence[int]) -> list[Start]:
    """What is compared: first the one that learns anew, then by blocks held."""
    counts = {
        blocks: trained_parameters({**settings.model, "frozen_blocks": blocks})
        for blocks in (0, *frozen)
    }
    held = [Start(blocks, counts[blocks]) for blocks in sorted(set(frozen))]
    return [Start(None, counts[0]), *held]


def runs_of(
    plan: SweepPlan, starts: Sequence[Start], seeds: Sequence[int], weights: Path
) -> list[TransferRun]:
    """Every start with every seed."""
    return [
        TransferRun(**vars(plan.run(one.name, one.overrides(weights), seed)))
        for one in starts
        for seed in seeds
    ]
