"""A process keeps what a network frees; measured by the pages that the system had to fetch anew."""

import subprocess
import sys

import pytest

# Ten rounds of a map as R50 has them at 1024 px, freed each time.
ROUNDS = """
import resource
import sys
from boneage_kp.engine.memory import keep_memory
if sys.argv[1] == "keep":
    assert keep_memory()
import numpy as np
def fetched():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
def one():
    np.ones(64 * 512 * 512, np.float16)
one()
before = fetched()
for _ in range(10):
    one()
print(fetched() - before)
"""


def pages(how: str) -> int:
    ran = subprocess.run(
        [sys.executable, "-c", ROUNDS, how], capture_output=True, text=True, check=True
    )
    return int(ran.stdout)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the C library is not GNU's")
def test_freed_maps_are_not_fetched_anew() -> None:
    assert pages("keep") < pages("as it comes") / 10
