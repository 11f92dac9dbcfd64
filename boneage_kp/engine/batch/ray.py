"""The same batch over a cluster, by Ray Data: workers leave readings in one folder.

Nothing is lost and nothing is there twice, because a film's reading is one file, written whole, and
named after the film: whatever Ray repeats after a worker died finds what is finished and goes on.
Rows are then gathered from the readings in the films' order, as after any interrupted run.
"""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from boneage_kp.engine.batch.films import FilmFile
from boneage_kp.engine.batch.run import Batch

MISSING = "--engine ray: Ray is not installed; pip install 'boneage-kp[ray]'"
_TASKS_AHEAD = 2  # passes waiting at each worker


class ReadGroups:
    """A worker: makes its network once, then reads one group of films after another."""

    def __init__(
        self, make_batch: Callable[[], Batch], films: Sequence[FilmFile], step: int
    ) -> None:
        self.batch, self.films, self.step = make_batch(), films, step

    def __call__(self, groups: dict[str, Any]) -> dict[str, Any]:
        """groups: {"id": numbers of groups}; the kinds of their films come back."""
        starts = [int(number) * self.step for number in groups["id"]]
        chosen = [self.films[start : start + self.step] for start in starts]
        return {"kind": [o.kind for group in chosen for o in self.batch.outcomes(group)]}


def read_with_ray(
    films: Sequence[FilmFile], make_batch: Callable[[], Batch], step: int, workers: int
) -> Iterator[str]:
    """Read films on the cluster that RAY_ADDRESS names, or on one of this machine's own.

    make_batch:  called in every worker; its settings must say resume. Its folder is one that all
                 machines of the cluster see under the same path.
    step:        films in one pass.
    yields:      the kind of each film as it is finished, in any order.
    """
    try:
        import ray
        import ray.data
    except ImportError:
        raise ValueError(MISSING) from None

    # Defined here, so that a worker which takes a dead one's place brings all it needs with it.
    class Worker(ReadGroups):
        def __init__(self) -> None:
            super().__init__(make_batch, films, step)

    if not ray.is_initialized():
        _begin(ray, workers)
    ray.data.DataContext.get_current().enable_progress_bars = False
    groups = -(-len(films) // step)
    crew = ray.data.ActorPoolStrategy(size=workers, max_tasks_in_flight_per_actor=_TASKS_AHEAD)
    # Given, not read: a task that made the numbers would wait for a processor that workers hold.
    numbers = ray.data.from_items([{"id": n} for n in range(groups)], override_num_blocks=groups)
    for row in numbers.map_batches(Worker, batch_size=1, compute=crew).iter_rows():
        yield row["kind"]


def _begin(ray: Any, workers: int) -> None:
    """Join a cluster, or start one that only this machine can reach and that tells nobody."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    quiet = {"log_to_driver": False, "logging_level": logging.ERROR}
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    if "RAY_ADDRESS" in os.environ:
        ray.init(**quiet)
    else:
        # As many places as workers: one without a place would be waited for.
        places = max(workers, os.cpu_count() or 1)
        local = {"include_dashboard": False, "_node_ip_address": "127.0.0.1"}
        ray.init(num_cpus=places, **local, **quiet)
