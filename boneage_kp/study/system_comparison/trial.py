"""How long a step of training takes here and now, so that minutes can be planned in steps."""

import time

from boneage_kp.engine.settings import TrainSettings
from boneage_kp.study.endless_run import endless_run

STEPS = 6
_AT_MOST_SECONDS = 60.0


def seconds_a_step(settings: TrainSettings) -> float:
    """Mean over a few steps, their films' making included, of a network that is thrown away."""
    model, wrapper, batches = endless_run(settings)
    model.train().train_step(next(batches), wrapper)  # the first one also makes room in memory
    began, steps = time.monotonic(), 0
    while steps < STEPS and time.monotonic() - began < _AT_MOST_SECONDS:
        model.train_step(next(batches), wrapper)
        steps += 1
    return (time.monotonic() - began) / steps
