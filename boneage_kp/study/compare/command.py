"""How fast it is here, beside what one would otherwise use: everything in turns, in one run.

    boneage-kp benchmark compare
    boneage-kp benchmark compare --size 256 --config configs/fpn_r18.py
    boneage-kp benchmark compare --with-rival --rounds 9 --json OUT

Untrained networks and a made-up film: neither changes how long anything takes. A round times every
subject once; figures are medians over rounds, ratios are taken within rounds. "network" is the
whole reading, pixels to points and stages; "maps alone" leaves decoding out. --with-rival adds
torchvision's keypointrcnn_resnet50_fpn (13 keypoints, one detection, the same size), in an
environment that it makes once and that takes gigabytes.
"""

import argparse
import datetime
import json
import os
import platform
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from boneage_kp.study.compare.rival import PACKAGES
from boneage_kp.study.compare.rounds import Timed
from boneage_kp.study.compare.stored import StoredRatio, store_ratio, stored_ratio

NAME = "compare"
SUMMARY = "every runtime and precision beside the bare backbone, the machine's peak and a rival"

RIVAL_FOLDER = Path("~/.cache/boneage_kp/rival")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, default=Path("configs/fpn_r50.py"), metavar="FILE")
    parser.add_argument("--size", type=int, metavar="PX", help="(the config's last)")
    parser.add_argument("--light", type=Path, default=Path("configs/fpn_mnv4.py"), metavar="FILE")
    parser.add_argument("--light-size", type=int, metavar="PX", help="(the config's last)")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="(5)")
    parser.add_argument("--threads", type=int, metavar="N", help="of every runtime (all cores)")
    parser.add_argument("--gemm", type=int, default=2048, metavar="N", help="side of matrices")
    parser.add_argument("--calibrate-on", type=int, default=4, metavar="N", help="for int8 (4)")
    parser.add_argument("--train-batch", type=int, default=2, metavar="N", help="0: no training")
    parser.add_argument("--with-rival", action="store_true")
    parser.add_argument("--rival-env", type=Path, default=RIVAL_FOLDER, metavar="DIR")
    parser.add_argument("--rival-packages", default=PACKAGES, metavar="TEXT", help="for pip")
    parser.add_argument("--store", action="store_true", help="keep the ratio to the rival")
    parser.add_argument("--json", type=Path, metavar="OUT", help="also write the figures here")


def run(args: argparse.Namespace) -> int:
    _check(args)
    threads = _set_threads(args.threads)  # before what it is for is imported

    from boneage_kp.study.compare.measure import (
        cold_starts,
        timed_in_turns,
        training_speed,
        untrained,
    )
    from boneage_kp.study.compare.ratios import ratios
    from boneage_kp.study.compare.table import (
        ratio_table,
        rival_lines,
        seconds_table,
        start_lines,
        training_line,
    )

    network = untrained(args.config, args.size)
    light = untrained(args.light, args.light_size)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        timed, versions = timed_in_turns(args, threads, network, light, folder)
        starts = cold_starts(network, light, folder)
    training = training_speed(network, args.rounds, args.train_batch)
    found = ratios(timed)
    stored = stored_ratio()
    print(
        f"{args.config.name} at {network.size_px} px, {args.light.name} (light) at "
        f"{light.size_px} px, "
        f"{threads} threads, {args.rounds} rounds, one film at a time\n"
    )
    for part in (
        seconds_table(timed),
        ratio_table(found),
        start_lines(starts),
        [training_line(training, args.train_batch)],
        rival_lines(stored, versions),
    ):
        print("\n".join(part) + "\n")
    if args.store:
        store_ratio(_to_store(timed, network.size_px, str(versions)))
    if args.json:
        figures = {
            "machine": _machine(),
            "threads": threads,
            "size_px": network.size_px,
            "light_px": light.size_px,
            "rival": versions,
            "timed": [{**asdict(t), "median_s": t.median_s, "gflops": t.gflops} for t in timed],
            "starts": [asdict(one) for one in starts],
            "ratios": [asdict(one) for one in found],
            "training": None if training is None else asdict(training),
            "stored": None if stored is None else asdict(stored),
        }
        args.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


def _check(args: argparse.Namespace) -> None:
    if min(args.rounds, args.gemm, args.calibrate_on) < 1 or args.train_batch < 0:
        raise ValueError("--rounds, --gemm, --calibrate-on: 1 or more; --train-batch: 0 or more")
    for size in (args.size, args.light_size):
        if size is not None and (size < 64 or size % 32):
            raise ValueError(f"--size {size}: need a multiple of 32, from 64 on")
    if args.store and not args.with_rival:
        raise ValueError("--store keeps what --with-rival measures; give that too")


def _set_threads(asked: int | None) -> int:
    """The same number for torch, ONNX Runtime and OpenVINO."""
    import torch

    from boneage_kp.runtime.threads import usable_threads

    threads = asked or usable_threads()
    os.environ["OMP_NUM_THREADS"] = str(threads)  # what `usable_threads` goes by from here on
    torch.set_num_threads(threads)
    return threads


def _to_store(timed: Sequence[Timed], size_px: int, versions: str) -> StoredRatio:
    from boneage_kp.study.compare.ratios import ratios

    kept = {one.what: one.value for one in ratios(timed) if "rival" in one.what}
    return StoredRatio(
        date=datetime.date.today().isoformat(),
        machine=_machine(),
        versions=versions,
        size_px=size_px,
        rival_over_ours={name: value for name, value in kept.items() if value is not None},
    )


def _machine() -> str:
    """Kind of processor and cores; no name of a machine or a person."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
