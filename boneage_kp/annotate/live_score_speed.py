"""How long the live score takes, over edits as a rater makes them.

    python -m boneage_kp.annotate.live_score_speed

Each edit rates, changes or clears one bone. With a proposal and without, median and 99th percentile
of milliseconds on the clock, and of those that this thread computed, which other programs on the
machine do not lengthen as much.
"""

import random
import time
from collections.abc import Iterator

import numpy as np

from boneage_kp.annotate.live_score import live_score
from boneage_kp.annotate.proposal import Proposal
from boneage_kp.schema.records import BoneReading, Sex
from boneage_kp.standards import Standard, load_standard

EDITS = 200
_SHARES = (0.1, 0.65, 0.2, 0.05)  # a posterior of a network that is neither sure nor lost


def main() -> None:
    standard = load_standard("tw3_rus")
    print(f"{EDITS} edits       median ms   99th percentile   computing: median   99th percentile")
    for title, proposal in (("with proposal", proposal_of(standard)), ("without", None)):
        times = measured(standard, proposal, EDITS)
        clock, thread = (np.percentile(times[:, k], (50, 99)) for k in (0, 1))
        print(f"{title:14s} {clock[0]:9.1f} {clock[1]:17.1f} {thread[0]:19.1f} {thread[1]:17.1f}")


def measured(standard: Standard, proposal: Proposal | None, count: int) -> np.ndarray:
    """(count, 2) milliseconds of each edit: on the clock, computed by this thread."""
    times = []
    for stages in edits(standard, count):
        clock, thread = time.perf_counter(), time.thread_time()
        live_score(standard, Sex.FEMALE, 138.0, stages, proposal)
        times.append((time.perf_counter() - clock, time.thread_time() - thread))
    return 1000 * np.array(times)


def edits(standard: Standard, count: int) -> Iterator[dict[str, str | None]]:
    """The rated stages after each edit; the same at every call."""
    drawn = random.Random(0)
    rated: dict[str, str | None] = dict.fromkeys(standard.bones)
    for _ in range(count):
        bone = drawn.choice(standard.bones)
        rated[bone] = drawn.choice([None, *standard.stages[bone][3:7], *standard.stages[bone][5:7]])
        yield dict(rated)


def proposal_of(standard: Standard) -> Proposal:
    """Every bone found, around stage F."""
    posterior = dict(zip("EFGH", _SHARES, strict=True))
    bones = {name: BoneReading((9.0, 9.0), 0.9, "F", posterior) for name in standard.bones}
    return Proposal("network", "made up", "ok", (), bones)


if __name__ == "__main__":
    main()
