"""What all tests share: how much to count, and where the research films lie (if anywhere).

`BONEAGE_FULL=1` (set by `make test-full`) runs every test at its full count; without it tests
marked `slow` are skipped and counts are scaled down. `BONEAGE_REFERENCE` names a folder with
research films and reference tables, by default `../shared` beside the repository; tests that look
at them are skipped where it does not exist.
"""

import os
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.turns import turn

ROOT = Path(__file__).parents[1]
FULL = os.environ.get("BONEAGE_FULL", "") not in ("", "0")
REFERENCE = Path(os.environ.get("BONEAGE_REFERENCE") or ROOT.parent / "shared")

# No deadline: a shared machine may stall one example. The quick run repeats the same examples, so
# that it fails for everybody or for nobody; the full run looks at new ones each time.
_SLOW_DRAWS = [HealthCheck.too_slow]
settings.register_profile(
    "quick", max_examples=50, deadline=None, derandomize=True, suppress_health_check=_SLOW_DRAWS
)
settings.register_profile(
    "full", max_examples=500, deadline=None, print_blob=True, suppress_health_check=_SLOW_DRAWS
)
settings.load_profile("full" if FULL else "quick")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what is slow, unless everything was asked for."""
    if FULL:
        return
    skip = pytest.mark.skip(reason="slow: runs with BONEAGE_FULL=1 (make test-full)")
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(skip)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Quiet for a test that is marked `alone`; waiting does not count for its time limit."""
    with turn("alone" in item.keywords):
        return (yield)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root folder."""
    return ROOT


@pytest.fixture(scope="session")
def count() -> Callable[[int, int], int]:
    """`count(full=2000, quick=200)`: how often to repeat something in this run."""
    return lambda full, quick: full if FULL else quick


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of research films and reference tables, or a skip that says what is missing."""
    if not REFERENCE.is_dir():
        pytest.skip(f"no research material at {REFERENCE}; BONEAGE_REFERENCE names another folder")
    return REFERENCE
