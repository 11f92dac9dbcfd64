"""How the rate of writing phantoms grows with workers, by the clock and by processor time.

The clock also tells what else the machine does; processor time tells whether workers hinder each
other. What workers need to start is left out of both.
"""

import os
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class WorkerSpeed:
    """A set written by some workers.

    of_linear:        rate by the clock over (workers x the rate of one).
    films_per_cpu_s:  by the processor time of all processes, their start left out.
    of_linear_cpu:    that over the same of one worker: 1 when none costs another anything.
    """

    workers: int
    films: int
    films_per_s: float
    of_linear: float
    films_per_cpu_s: float
    of_linear_cpu: float


def measure_scaling(
    generate: Callable[..., Any], parameters: Any, workers: Sequence[int], films: int
) -> list[WorkerSpeed]:
    """Write one set per number of workers into a folder that is thrown away."""
    from boneage_kp.phantom.dataset_writer import CHUNK

    speeds: list[WorkerSpeed] = []
    for count in workers:
        # Whole chunks, alike for each worker: waiting for the last would be no scaling's fault.
        total = -(-films // CHUNK) * CHUNK * count
        rate, cpu_rate = _write_rates(generate, parameters, count, total)
        one = speeds[0].films_per_s / workers[0] if speeds else rate / count
        one_cpu = speeds[0].films_per_cpu_s if speeds else cpu_rate
        shares = rate / (count * one), cpu_rate / one_cpu
        speeds.append(WorkerSpeed(count, total, rate, shares[0], cpu_rate, shares[1]))
    return speeds


def _write_rates(
    generate: Callable[..., Any], parameters: Any, workers: int, films: int
) -> tuple[float, float]:
    """Films a second between the first film that stands and the last; films a processor second."""
    from boneage_kp.data.phantom_set import coco_maker
    from boneage_kp.phantom.dataset_writer import SetPlan, write_set

    stood: list[float] = []
    plan = SetPlan(films, 0, parameters, {}, "benchmark", "benchmark")
    maker = coco_maker(generate)
    start_s = _start_cpu_s(maker, parameters, workers)
    with tempfile.TemporaryDirectory() as folder:
        begun_s = _cpu_s()
        write_set(
            Path(folder),
            plan,
            maker,
            workers,
            on_progress=lambda done, total: stood.append(time.perf_counter()),
        )
        cpu_s = _cpu_s() - begun_s - start_s
    # The start drew a film per worker, and the clock starts at the second call: the first reports
    # the state before any film, the second the first film.
    return (films - 1) / (stood[-1] - stood[1]), (films - workers) / max(cpu_s, 1e-9)


def _start_cpu_s(maker: Any, parameters: Any, workers: int) -> float:
    """Processor time of so many workers to start, import, load tables and draw one film each."""
    from boneage_kp.phantom.workers import run_in_workers

    begun_s = _cpu_s()
    if workers == 1:  # as `write_set` does it: in this process
        maker.draw(parameters, 0, 0, False)
    else:
        run_in_workers(partial(_first_film, maker, parameters), range(workers), workers, _nothing)
    return _cpu_s() - begun_s


def _first_film(maker: Any, parameters: Any, task: int, step: Callable[[], None]) -> None:
    """A worker's job: what only the first film costs, and one film."""
    maker.draw(parameters, 0, task, False)


def _nothing() -> None:
    """What is done between these films."""


def _cpu_s() -> float:
    """Processor time of this process and of all that it has ended."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system
