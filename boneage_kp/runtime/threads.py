"""How many threads a runtime may use here."""

import os


def usable_threads() -> int:
    """As OMP_NUM_THREADS says, which torch obeys too; else the cores this process may run on."""
    told = os.environ.get("OMP_NUM_THREADS", "")
    if told.isdigit() and int(told) > 0:
        return int(told)
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1
