"""The shipped weights read the film in the package as they did when they were shipped."""

import json
import math

import numpy as np
import pytest

from boneage_kp.demo import DEMO_FILM
from boneage_kp.engine.shipped import FOLDER
from boneage_kp.schema.hand import HAND
from tests.engine.renew_golden_reading import COMMAND, kept, read


@pytest.fixture(scope="module")
def row() -> dict:
    return read()


def test_it_is_the_reading_of_these_weights() -> None:
    shipped = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))["files"]
    digests = {file["sha256"] for file in shipped}
    assert kept()["digests"]["model"] in digests, f"other weights are shipped now: {COMMAND}"


def test_points_stages_and_age_are_the_kept_ones(row: dict) -> None:
    golden = kept()
    for name in HAND.names:
        now, then = row["bones"][name], golden["bones"][name]
        assert math.dist(now["xy_px"], then["xy_px"]) < 0.5, name
        assert now["stage"] == then["stage"], name
        for stage, share in then["posterior"].items():
            assert now["posterior"][stage] == pytest.approx(share, abs=0.02), (name, stage)
    for key in ("score", "bone_age_years", "bone_age_bound", "verdict"):
        assert row[key] == golden[key]
    assert row["interval_years"] == pytest.approx(golden["interval_years"], abs=0.05)


def test_the_reading_is_near_the_truth_that_was_drawn(row: dict) -> None:
    """Of the film that everybody sees first: no figure, but nothing to be ashamed of either."""
    from boneage_kp.phantom.generate import generate
    from boneage_kp.phantom.parameters import PhantomParameters

    truth = generate(PhantomParameters.from_mapping({"size_px": 1024}), 2026, 24).record
    assert DEMO_FILM.is_file()
    off = [math.dist(row["bones"][n].get("xy_px"), truth.bones[n].xy_px) for n in HAND.names]
    assert float(np.median(off)) < 8.0
    months = truth.bone_age_months
    assert months is not None and abs(row["bone_age_years"] - months / 12) < 1.0
