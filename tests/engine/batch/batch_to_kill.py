"""A process that starts batches on demand: `start` on stdin forks one that goes on in OUT.

    python batch_to_kill.py FILMS OUT COUNT

Forking saves the seconds of importing; the fork has no threads but its own.
"""

import os
import sys
from pathlib import Path

import cv2

from boneage_kp.engine.batch.results import BatchResults
from tests.engine.pixel_networks import small_batch, write_films


def go_on(films: Path, out: Path, count: int) -> None:
    cv2.setNumThreads(1)
    batch = small_batch(out, vis=True, resume=True)
    with BatchResults(out) as results:
        for outcome in batch.outcomes(write_films(films, count)):
            results.add(outcome.row)


def main() -> None:
    films, out, count = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    print("ready", flush=True)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                go_on(films, out, count)
                code = 0
            finally:
                os._exit(code)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
