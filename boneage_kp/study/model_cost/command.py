"""What a network costs: multiply-accumulates, parameters, memory, seconds, against its budget.

    boneage-kp benchmark model
    boneage-kp benchmark model --config configs/fpn_mnv4.py
    boneage-kp benchmark model --model-name resnet18 --size 512 --modes infer --json OUT

Network and bare backbone are timed in turns, channels-last, one image at a time unless --batch
says more; seconds and ratios are medians. "read" is "infer" with points and stages decoded.
"""

import argparse
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

NAME = "model"
SUMMARY = "a network's GMAC, parameters, memory and seconds per image, against its budget"

MODES = ("infer", "read", "train")
PRECISIONS = ("bf16", "fp32")
DEFAULT_SIZE_PX = 1024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--config", type=Path, help="a training config; its last size is taken")
    which.add_argument("--model-name", default="resnet50", help="of timm, other parts by default")
    parser.add_argument("--size", type=int, metavar="PX", help=f"input size ({DEFAULT_SIZE_PX})")
    parser.add_argument("--batch", type=int, default=1, help="images at once (1)")
    parser.add_argument("--rounds", type=int, default=5, help="turns per figure (5)")
    parser.add_argument("--modes", nargs="*", choices=MODES, default=MODES)
    parser.add_argument("--precisions", nargs="+", choices=PRECISIONS, default=PRECISIONS)
    parser.add_argument("--device", default=None, help="cpu or cuda (what there is)")
    parser.add_argument("--threads", type=int, help="of torch (all cores)")
    parser.add_argument("--json", type=Path, metavar="OUT", help="also write the figures here")


def run(args: argparse.Namespace) -> int:
    import torch

    from boneage_kp.study.model_cost.budget import budget_lines
    from boneage_kp.study.model_cost.counts import network_cost
    from boneage_kp.study.model_cost.speed import measure_speed

    subject = _subject(args)
    if args.threads:
        torch.set_num_threads(args.threads)
    device = torch.device(args.device or ("cuda" if torch.cuda.is_available() else "cpu"))
    model = _build(subject)
    cost = network_cost(model, subject.size_px)
    print(f"{subject.name}, {subject.size_px} px\n\n{cost_text(cost)}", flush=True)
    speeds = []
    # As training and reading lay it out.
    model.to(device, memory_format=torch.channels_last)
    if args.modes:
        print(f"\n{speed_head(device, args.batch)}", flush=True)
    for precision in args.precisions:
        for mode in args.modes:
            speed = measure_speed(model, subject.size_px, mode, precision, args.rounds, args.batch)
            speeds.append(speed)
            print(speed_line(speed), flush=True)
    lines = budget_lines(cost, speeds)
    print("\n" + "\n".join(str(line) for line in lines))
    if args.json:
        figures = {
            "subject": asdict(subject),
            "device": str(device),
            "threads": torch.get_num_threads(),
            "torch": torch.__version__,
            "cost": asdict(cost),
            "speeds": [asdict(speed) for speed in speeds],
            "budget": [asdict(line) for line in lines],
        }
        args.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


@dataclass(frozen=True)
class Subject:
    """What is measured: a network by its config's `model`, at one size."""

    name: str
    size_px: int
    model: Mapping[str, Any]


def _subject(args: argparse.Namespace) -> Subject:
    if args.rounds < 1 or args.batch < 1:
        raise ValueError(f"--rounds {args.rounds}, --batch {args.batch}: need 1 or more of each")
    if args.config:
        from boneage_kp.engine.config_file import read_config

        settings, config = read_config(args.config)
        size_px = args.size or settings.last_size_px
        name, model = str(args.config), config.to_dict()["model"]
    else:
        name, size_px = args.model_name, args.size or DEFAULT_SIZE_PX
        model = {"backbone": {"type": "TimmBackbone", "model_name": args.model_name}}
    if size_px < 64 or size_px % 32:
        raise ValueError(f"--size {size_px}: need a multiple of 32, from 64 on")
    return Subject(name, size_px, model)


def _build(subject: Subject) -> Any:
    from boneage_kp.engine.parts import MODELS, build

    return build({"type": "BoneDetector", **subject.model}, MODELS)


def cost_text(cost: Any) -> str:
    """Parts with their parameters and multiply-accumulates, the sum last."""
    lines = [f"{'part':<20}{'parameters':>12}{'GMAC':>9}{'share':>8}"]
    total = cost.gmac()
    for part in cost.parts:
        share = part.gmac / total
        lines.append(f"{part.name:<20}{part.parameters:>12,}{part.gmac:>9.3f}{share:>8.1%}")
    lines.append(f"{'network':<20}{cost.parameters():>12,}{total:>9.3f}{1:>8.0%}")
    if cost.uncounted:
        lines.append(f"not counted: {', '.join(cost.uncounted)}")
    return "\n".join(lines)


def speed_head(device: Any, batch: int) -> str:
    """The line over the seconds."""
    import torch

    threads = "" if device.type == "cuda" else f", {torch.get_num_threads()} threads"
    return (
        f"seconds per image on {device}{threads}, batch {batch}, channels-last\n"
        f"{'precision':<11}{'mode':<7}{'rounds':>7}{'backbone':>11}{'network':>10}{'ratio':>8}"
        f"{'CPU ratio':>11}{'peak MB beyond weights':>25}"
    )


def speed_line(s: Any) -> str:
    """One measurement."""
    peak = "-" if s.peak_bytes is None else f"{math.ceil(s.peak_bytes / 1e6):,}"
    cpu = "-" if s.cpu_ratio is None else f"{s.cpu_ratio:.2f}"
    return (
        f"{s.precision:<11}{s.mode:<7}{s.rounds:>7}{s.bare_s:>11.4f}{s.network_s:>10.4f}"
        f"{s.ratio:>8.2f}{cpu:>11}{peak:>25}"
    )
