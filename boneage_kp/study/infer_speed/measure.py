"""Reads a folder of films once, as `infer` does, and says what it took."""

import time
from collections.abc import Sequence

from boneage_kp.engine.batch.films import FilmFile
from boneage_kp.engine.batch.results import BatchResults
from boneage_kp.engine.batch.run import Batch
from boneage_kp.report.index.index_page import index_page
from boneage_kp.study.infer_speed.memory_use import MemoryUse
from boneage_kp.study.infer_speed.probes import FINDER_NETWORK, POINTS, set_probes
from boneage_kp.study.infer_speed.speed import STEPS, InferSpeed, growth_of

WARM_UP = 2


def measure(batch: Batch, films: Sequence[FilmFile], size_px: int) -> InferSpeed:
    """Read the films once; the first two warm up and count for memory alone."""
    batch.folder.make(batch.settings.vis, tidy=True)
    for _ in batch.outcomes(films[:WARM_UP]):
        pass
    points_apart = set_probes(batch.predictor, batch.clock)
    batch.clock.seconds.clear()
    memory = MemoryUse()
    done_s = _read_all(batch, films, memory)
    took_s = {name: seconds / len(films) for name, seconds in batch.clock.seconds.items()}
    step_s: dict[str, float | None] = {name: took_s.get(name, 0.0) for name in STEPS}
    # The points are decoded inside the network's own call.
    network_s = took_s.get("network", 0.0) - took_s.get(POINTS, 0.0)
    step_s |= {"network": network_s, POINTS: took_s.get(POINTS, 0.0) if points_apart else None}
    finder_s = took_s.get(FINDER_NETWORK, 0.0)
    wall_s = done_s[-1] / len(films)
    return InferSpeed(
        films=len(films),
        size_px=size_px,
        vis=batch.settings.vis,
        wall_s=wall_s,
        step_s=step_s,
        finder_s=finder_s,
        rest_share=max(0.0, 1 - (network_s + finder_s) / wall_s),
        growth_s=growth_of(done_s),
        peak_mb=memory.peak_mb(),
        children_mb=memory.children_peak_mb(),
        slope_kb=memory.slope_kb(),
    )


def _read_all(batch: Batch, films: Sequence[FilmFile], memory: MemoryUse) -> list[float]:
    """Seconds since the start at which each film was finished; the last one with the index."""
    done_s: list[float] = []
    begun = time.perf_counter()
    with BatchResults(batch.folder.root) as results:
        for outcome in batch.outcomes(films):
            with batch.clock.step("writing"):
                results.add(outcome.row)
            memory.note()
            done_s.append(time.perf_counter() - begun)
    if batch.settings.vis:
        with batch.clock.step("writing"):
            index_page(results.jsonl, batch.folder.root)
        done_s[-1] = time.perf_counter() - begun
    return done_s
