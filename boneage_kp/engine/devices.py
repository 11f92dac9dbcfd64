"""Where a run computes: device, threads, and one process or several."""

import os
import random

import numpy as np
import torch
from mmengine.dist import get_dist_info, init_dist, is_distributed

LAUNCHERS = ("none", "pytorch")


def device_of(model: torch.nn.Module) -> torch.device:
    """The device that a model's weights lie on."""
    return next(model.parameters()).device


def join_processes(launcher: str) -> tuple[int, int]:
    """Meet the other processes that `torchrun` started; (rank, how many).

    mmengine's launcher sets a CUDA device first, which a CPU has not: there gloo is started here
    and mmengine, which looks whether somebody did, goes on with it.
    """
    if launcher == "pytorch" and not is_distributed():
        if "RANK" not in os.environ:
            raise ValueError(
                "--launcher pytorch needs the environment that torchrun sets; start with "
                "torchrun --nproc-per-node 2 tools/train.py CONFIG"
            )
        if torch.cuda.is_available():
            init_dist("pytorch", backend="nccl")
        else:
            torch.distributed.init_process_group("gloo")
    return get_dist_info()


def share_threads(threads: int | None, world: int) -> None:
    """Threads of torch for this process, of those that the whole run may use."""
    usable = getattr(os, "sched_getaffinity", None)
    cores = len(usable(0)) if usable else os.cpu_count() or 1
    torch.set_num_threads(max(1, (threads or cores) // world))


def seed_everything(seed: int) -> None:
    """Weights start from these dice; samples have dice of their own, keyed by epoch and index."""
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002  libraries that draw from the global state
    torch.manual_seed(seed)
