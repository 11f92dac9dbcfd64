"""How fast phantoms are drawn: films a second on one core by size, and with more workers.

Drawing is timed alone (one thread, after one film that is not counted); the scaling includes
encoding and writing the PNGs, from the moment the workers have begun. By the clock it also tells
what else the machine does; by processor time it tells whether workers hinder each other.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import cv2

from boneage_kp.study.drawing_speed.worker_scaling import WorkerSpeed, measure_scaling

NAME = "phantoms"
SUMMARY = "films a second on one core by size, scaling with workers"

_HEAD = "  size   films   films/s   per CPU second   wanted   median ms   slowest ms"
_SCALING_HEAD = "workers   films   films/s   of linear   per CPU second   of linear"
WANTED_PER_S = {1024: 4.0, 512: 12.0}


@dataclass(frozen=True)
class DrawingSpeed:
    """One core at one size; the median hides rare slow films, the rates do not.

    films_per_cpu_s:  by processor time: what a core does that nobody else keeps busy.
    """

    size_px: int
    films: int
    films_per_s: float
    films_per_cpu_s: float
    median_s: float
    slowest_s: float


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sizes", type=int, nargs="+", default=[1024, 512], metavar="PX")
    parser.add_argument("--films", type=int, default=24, help="films per size (24)")
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2], metavar="N")
    parser.add_argument("--json", type=Path, metavar="OUT", help="also write the figures here")


def run(args: argparse.Namespace) -> int:
    from boneage_kp.phantom.generate import generate
    from boneage_kp.phantom.parameters import PhantomParameters

    if args.films < 2 or min(args.workers, default=1) < 1:
        raise ValueError(f"--films {args.films}, --workers {args.workers}: need 2 films, 1 worker")
    drawing = []
    for size in args.sizes:
        parameters = PhantomParameters.from_mapping({"size_px": size})
        drawing.append(measure_drawing(partial(generate, parameters, 0), size, args.films))
    parameters = PhantomParameters.from_mapping({"size_px": min(args.sizes)})
    scaling = measure_scaling(generate, parameters, args.workers, args.films)
    print(to_text(drawing, scaling))
    if args.json:
        figures = {
            "drawing": [asdict(speed) for speed in drawing],
            "scaling": [asdict(speed) for speed in scaling],
        }
        args.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


def measure_drawing(draw: Callable[[int], Any], size_px: int, films: int) -> DrawingSpeed:
    """Time `draw(index)` for indices 1 … films on one thread; index 0 warms up."""
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        draw(0)
        seconds = []
        cpu_begun = time.process_time()
        for index in range(1, films + 1):
            begun = time.perf_counter()
            draw(index)
            seconds.append(time.perf_counter() - begun)
        cpu_s = time.process_time() - cpu_begun
    finally:
        cv2.setNumThreads(threads)
    return DrawingSpeed(
        size_px=size_px,
        films=films,
        films_per_s=films / sum(seconds),
        films_per_cpu_s=films / max(cpu_s, 1e-9),
        median_s=statistics.median(seconds),
        slowest_s=max(seconds),
    )


def to_text(drawing: Sequence[DrawingSpeed], scaling: Sequence[WorkerSpeed]) -> str:
    """Both tables for a terminal."""
    lines = ["drawing on one core", _HEAD]
    for d in drawing:
        wanted = f"{WANTED_PER_S[d.size_px]:.0f}" if d.size_px in WANTED_PER_S else "-"
        lines.append(
            f"{d.size_px:>6}{d.films:>8}{d.films_per_s:>10.1f}{d.films_per_cpu_s:>17.1f}{wanted:>9}"
            f"{d.median_s * 1000:>12.0f}{d.slowest_s * 1000:>13.0f}"
        )
    lines += ["", "writing a set", _SCALING_HEAD]
    lines += [
        f"{s.workers:>7}{s.films:>8}{s.films_per_s:>10.1f}{s.of_linear:>12.0%}"
        f"{s.films_per_cpu_s:>17.1f}{s.of_linear_cpu:>12.0%}"
        for s in scaling
    ]
    return "\n".join(lines)
