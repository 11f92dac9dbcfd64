"""How fast phantoms are drawn: films a second on one core by size, and with more workers.

Drawing is timed alone (one thread, after one film that is not counted); the scaling includes
encoding and writing the PNGs, from the moment the workers have begun.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import cv2

NAME = "phantoms"
SUMMARY = "films a second on one core by size, scaling with workers"

_HEAD = "  size   films   films/s   per CPU second   wanted   median ms   slowest ms"
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


@dataclass(frozen=True)
class WorkerSpeed:
    """A set written by some workers. of_linear: rate over (workers x the rate of one)."""

    workers: int
    films: int
    films_per_s: float
    of_linear: float


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


def measure_scaling(
    generate: Callable[..., Any], parameters: Any, workers: Sequence[int], films: int
) -> list[WorkerSpeed]:
    """Write one set per number of workers into a folder that is thrown away."""
    from boneage_kp.phantom.dataset_writer import CHUNK

    speeds: list[WorkerSpeed] = []
    for count in workers:
        # Whole chunks, alike for each worker: waiting for the last would be no scaling's fault.
        total = -(-films // CHUNK) * CHUNK * count
        rate = _write_rate(generate, parameters, count, total)
        one = speeds[0].films_per_s / workers[0] if speeds else rate / count
        speeds.append(WorkerSpeed(count, total, rate, rate / (count * one)))
    return speeds


def _write_rate(generate: Callable[..., Any], parameters: Any, workers: int, films: int) -> float:
    """Films a second between the first film that stands and the last."""
    from boneage_kp.data.phantom_set import coco_maker
    from boneage_kp.phantom.dataset_writer import SetPlan, write_set

    stood: list[float] = []
    plan = SetPlan(films, 0, parameters, {}, "benchmark", "benchmark")
    with tempfile.TemporaryDirectory() as folder:
        write_set(
            Path(folder),
            plan,
            coco_maker(generate),
            workers,
            on_progress=lambda done, total: stood.append(time.perf_counter()),
        )
    # The first call reports the state before any film, the second the first film.
    return (films - 1) / (stood[-1] - stood[1])


def to_text(drawing: Sequence[DrawingSpeed], scaling: Sequence[WorkerSpeed]) -> str:
    """Both tables for a terminal."""
    lines = ["drawing on one core", _HEAD]
    for d in drawing:
        wanted = f"{WANTED_PER_S[d.size_px]:.0f}" if d.size_px in WANTED_PER_S else "-"
        lines.append(
            f"{d.size_px:>6}{d.films:>8}{d.films_per_s:>10.1f}{d.films_per_cpu_s:>17.1f}{wanted:>9}"
            f"{d.median_s * 1000:>12.0f}{d.slowest_s * 1000:>13.0f}"
        )
    lines += ["", "writing a set", "workers   films   films/s   of linear"]
    lines += [
        f"{s.workers:>7}{s.films:>8}{s.films_per_s:>10.1f}{s.of_linear:>11.0%}" for s in scaling
    ]
    return "\n".join(lines)
