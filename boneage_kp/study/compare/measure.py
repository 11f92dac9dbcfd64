"""What `benchmark compare` measures: two untrained networks in turns, started afresh, trained."""

import argparse
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from boneage_kp.engine.config_file import read_config
from boneage_kp.engine.facts import model_facts
from boneage_kp.engine.parts import MODELS, build
from boneage_kp.engine.weights_file import save_weights
from boneage_kp.models.detector import BoneDetector
from boneage_kp.study.compare.exports import export_name
from boneage_kp.study.compare.gemm import gemm_subjects
from boneage_kp.study.compare.rival import Rival, rival_python
from boneage_kp.study.compare.rounds import Timed, in_turns
from boneage_kp.study.compare.start import Start, cold_start
from boneage_kp.study.compare.subjects import light_subjects, network_subjects
from boneage_kp.study.model_cost.speed import Speed, measure_speed

LIGHT_FOLDER = "light"  # of the light network's exports, beside those of the other


@dataclass(frozen=True)
class Untrained:
    """A network of a config, at one size; settings: its part of the config."""

    model: BoneDetector
    size_px: int
    settings: Mapping[str, Any]


def untrained(config: Path, size_px: int | None) -> Untrained:
    """size_px: None takes the config's last."""
    settings, whole = read_config(config)
    part = whole.to_dict()["model"]
    model = build({"type": "BoneDetector", **part}, MODELS)
    model.eval().to(memory_format=torch.channels_last)
    return Untrained(model, size_px or settings.last_size_px, part)


def timed_in_turns(
    args: argparse.Namespace,
    threads: int,
    network: Untrained,
    light: Untrained,
    folder: Path,
) -> tuple[list[Timed], str | None]:
    """Everything that the command's options ask for; and the rival's versions, where it took part.

    folder:  where both networks are exported to.
    """
    with ExitStack() as stack:
        subjects = network_subjects(network.model, network.size_px, folder, args.calibrate_on)
        subjects += light_subjects(light.model, light.size_px, folder / LIGHT_FOLDER)
        subjects += gemm_subjects(args.gemm)
        versions = None
        if args.with_rival:
            python = rival_python(args.rival_env.expanduser(), args.rival_packages)
            rival = stack.enter_context(Rival(python, network.size_px, threads))
            subjects += rival.subjects()
            versions = rival.versions
        return in_turns(subjects, args.rounds), versions


def cold_starts(network: Untrained, light: Untrained, folder: Path) -> list[Start]:
    """Fresh processes: the light network as it ships, the whole one in torch and in int8.

    folder:  where `timed_in_turns` has exported them to.
    """
    weights = save_weights(
        folder / "network.safetensors",
        network.model.state_dict(),
        model_facts(network.model, {"model": network.settings}, network.size_px, "none"),
    )
    return [
        cold_start("light", folder / LIGHT_FOLDER / export_name("fp32", light.size_px), "onnx"),
        cold_start("network int8", folder / export_name("int8", network.size_px), "onnx"),
        cold_start("network fp32", weights, "torch"),
    ]


def training_speed(network: Untrained, rounds: int, batch: int) -> Speed | None:
    """In bf16; None for no batch."""
    if not batch:
        return None
    return measure_speed(network.model, network.size_px, "train", "bf16", rounds, batch)
