"""Whether films come as fast as the network learns: training steps fed, against a constant batch.

    boneage-kp benchmark feeding configs/fpn_r50.py --live
    boneage-kp benchmark feeding configs/fpn_mnv4.py --phantoms out/phantoms

The same network steps on one batch again and again, then on batches that its DataLoader makes, in
turns, so that a busy machine slows both. Films are drawn for the config's last size.
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

NAME = "feeding"
SUMMARY = "training steps per second fed by phantoms, against a constant batch"

WANTED = 0.85


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("config", type=Path, metavar="CONFIG", help="a training config")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--live", action="store_true", help="the config's own train_data")
    source.add_argument(
        "--phantoms", type=Path, metavar="DIR", help="a folder of phantoms; made if not there"
    )
    parser.add_argument("--phantom-count", type=int, default=256, metavar="N", help="(256)")
    parser.add_argument("--steps", type=int, default=20, help="steps a turn (20)")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each (5)")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="as of train"
    )
    parser.add_argument("--json", type=Path, metavar="OUT", help="also write the figures here")


def run(args: argparse.Namespace) -> int:
    from boneage_kp.engine.config_file import read_config
    from boneage_kp.study.drawn_phantoms import cores, phantom_file, told
    from boneage_kp.study.feeding.speed import measure_feeding

    if min(args.steps, args.rounds) < 1:
        raise ValueError(f"--steps {args.steps}, --rounds {args.rounds}: need 1 or more of each")
    settings, _ = read_config(args.config, args.set)
    source = "live"
    if args.phantoms is not None:
        drawing = (settings.train_data, settings.last_size_px, args.phantom_count, 0, cores())
        index = phantom_file(args.phantoms, *drawing, on_progress=told("phantoms"))
        settings, _ = read_config(args.config, [*args.set, f"train_file={str(index)!r}"])
        source = "folder"
    speed = measure_feeding(settings, args.steps, args.rounds)
    print(
        f"{args.config}, {settings.last_size_px} px, batches of {settings.batch_size}, "
        f"{settings.precision}, {settings.workers} workers, fed: {source}; "
        f"{args.rounds} rounds of {args.steps} steps, medians\n"
        f"constant batch  {speed.constant_steps_per_s:8.3f} steps/s\n"
        f"fed             {speed.fed_steps_per_s:8.3f} steps/s\n"
        f"fed / constant  {speed.ratio:8.1%}  at least {WANTED:.0%}: "
        f"{'held' if speed.ratio >= WANTED else 'not held'}"
    )
    if args.json:
        figures = {"config": str(args.config), "source": source, **asdict(speed)}
        args.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0
