"""One network trained within its budget; what is trained is not trained again."""

import math

from boneage_kp.engine.hooks.csv_log import FILE as LOG
from boneage_kp.engine.hooks.csv_log import read_rows
from boneage_kp.engine.hooks.nan_stop import LossFault
from boneage_kp.engine.train import train
from boneage_kp.study.sweep.runs import (
    Figures,
    Run,
    keep_weights_only,
    run_all,
    train_seconds,
)
from boneage_kp.study.system_comparison.part_run import PartRun
from boneage_kp.study.system_comparison.trial import STEPS, seconds_a_step

EPOCHS = 5  # at most: an epoch saves a checkpoint, and is where a run that takes too long can end
LATEST = 1.5  # times its minutes: a machine that others use may have been quicker at the trial
_EMA_STEPS = 10  # the running mean is to have left the random start behind long before the end


def kept_or_trained(run: PartRun) -> Figures:
    """A run's figures: images, seconds, and 1 where its loss went astray; told as they come."""
    ((_, figures, was_there),) = run_all([run], train_within)
    if was_there and not figures["astray"] and not run.weights.is_file():
        raise ValueError(
            f"{run.weights}: is gone, though {run.leaf} was trained; remove {run.folder} to train "
            "it again"
        )
    there = "was there: " if was_there else ""
    told = f"{figures['images']:.0f} images in {figures['train_seconds']:.0f} s"
    print(f"{run.leaf}: {there}{told}", flush=True)
    return figures


def train_within(run: Run) -> Figures:
    """Train one network; images, seconds, and 1 for a loss that was no number any more."""
    assert isinstance(run, PartRun)
    batch = run.read_config()[0].batch_size
    seconds = None
    if run.budget.minutes is not None:
        # One batch more than is timed: the first one is not.
        seconds = seconds_a_step(run.read_with(run.with_films(batch * (STEPS + 1)))[0])
    settings, config = run.read_with(_plan(run, run.budget.steps(batch, seconds)))
    astray = False
    try:
        train(settings, config, run.folder)
    except LossFault as fault:
        print(f"{run.leaf}: {fault}", flush=True)
        astray = True
    keep_weights_only(run)
    log = run.folder / LOG
    done = int(read_rows(log)[-1]["step"]) if log.is_file() else 0
    return {
        "images": float(done * batch),
        "train_seconds": train_seconds(run),
        "astray": float(astray),
    }


def _plan(run: PartRun, steps: int) -> list[str]:
    """KEY=VALUE: so many steps in a few epochs; looked at after the last, ended if it is late."""
    settings, _ = run.read_config()
    an_epoch = math.ceil(steps / min(EPOCHS, steps))
    epochs = math.ceil(steps / an_epoch)
    plan = run.with_films(an_epoch * settings.batch_size)
    plan += [f"epochs={epochs}", f"val_interval={epochs}"]
    if settings.ema_momentum:
        plan.append(f"ema_momentum={min(0.9, max(settings.ema_momentum, _EMA_STEPS / steps))}")
    if run.budget.minutes is not None:
        late = 60 * LATEST * run.budget.minutes
        plan += ["hooks.late.type='TimeLimitHook'", f"hooks.late.seconds={late}"]
    return plan
