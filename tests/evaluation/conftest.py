"""Hands to evaluate: the usual layout, drawn nowhere; all sizes of the arrays differ."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from boneage_kp.evaluation.pairs import PointPairs
from boneage_kp.evaluation.summary import Evaluation, report
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.layout import TEMPLATE
from boneage_kp.schema.records import BoneLabel, BoneReading, HandReading, HandRecord, Sex
from boneage_kp.standards import Standard, load_standard

LENGTH_PX = 1000.0


def layout_px() -> np.ndarray:
    """(K, 2) the usual layout; radius to dp3 is `LENGTH_PX`."""
    points = np.array([TEMPLATE[name] for name in HAND.names])
    ends = points[HAND.index_of("dp3")] - points[HAND.index_of("radius")]
    points = points / np.hypot(*ends) * LENGTH_PX
    return points - points.min(axis=0) + 50


@pytest.fixture(scope="session")
def tw3() -> Standard:
    return load_standard("tw3_rus")


@pytest.fixture
def point_pairs() -> PointPairs:
    """Two films, all bones found 5 px beside the truth; the second has no spacing."""
    truth_px = np.stack([layout_px(), layout_px() + 7])
    shape = truth_px.shape[:2]
    return PointPairs(
        bones=HAND.names,
        truth_px=truth_px,
        absent=np.zeros(shape, bool),
        found_px=truth_px + (3.0, 4.0),
        confidence=np.full(shape, 0.9),
        hand_length_px=np.full(2, LENGTH_PX),
        spacing_mm=np.array([0.2, np.nan]),
        area_px2=np.full(2, np.nan),
        sources=("", ""),
    )


def make_truth(name: str = "a.png", stage: str = "E", **changes: object) -> HandRecord:
    """A girl's film with every bone labelled and rated alike."""
    bones = {
        bone: BoneLabel(xy_px=(float(x), float(y)), visibility=2, stage=stage)
        for bone, (x, y) in zip(HAND.names, layout_px(), strict=True)
    }
    record = HandRecord(name, (1400, 900), bones, Sex.FEMALE, bone_age_months=120.0)
    return replace(record, **changes)  # type: ignore[arg-type]


def make_reading(truth: HandRecord, shift_px: float = 0.0, **changes: object) -> HandReading:
    """A reading that says of every bone what the truth says, moved sideways by `shift_px`."""
    bones = {
        bone: BoneReading(
            xy_px=(label.xy_px[0] + shift_px, label.xy_px[1]) if label.xy_px else None,
            confidence=0.8,
            stage=label.stage,
            posterior={label.stage: 0.75, "A": 0.25} if label.stage else {},
        )
        for bone, label in truth.bones.items()
    }
    reading = HandReading(
        file_name=truth.file_name,
        bones=bones,
        sex=truth.sex,
        standard_id="tw3_rus",
        score=None,
        bone_age_months=truth.bone_age_months,
        bone_age_bound=None,
        age_median_months=None,
        age_mean_months=None,
        interval_months=(110.0, 130.0),
        verdict="ok",
        reasons=(),
    )
    return replace(reading, **changes)  # type: ignore[arg-type]


@pytest.fixture
def truth_of() -> Callable[..., HandRecord]:
    return make_truth


@pytest.fixture
def reading_of() -> Callable[..., HandReading]:
    return make_reading


def with_bones(record: HandRecord, changes: Mapping[str, BoneLabel]) -> HandRecord:
    return replace(record, bones={**record.bones, **changes})


@pytest.fixture
def relabel() -> Callable[[HandRecord, Mapping[str, BoneLabel]], HandRecord]:
    return with_bones


@pytest.fixture
def yardstick(reference: Path, tmp_path: Path) -> Callable[[dict, dict], dict]:
    """Runs the reference's own measuring script on a truth file and predictions."""
    script = reference / "real/measure.py"
    if not script.is_file():
        pytest.skip(f"the yardstick {script} is not there")

    def run(truth: dict, predictions: dict) -> dict:
        (tmp_path / "truth.json").write_text(json.dumps(truth))
        (tmp_path / "found.json").write_text(json.dumps(predictions))
        command = [sys.executable, str(script), "found.json", "--truth", "truth.json", "--json"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    return run


@pytest.fixture
def mixed(tw3: Standard) -> Evaluation:
    """Eleven films of every kind: shifted, missed, absent, rejected, at a bound, not read."""
    stages = "BCDEFGH"
    truths = [
        make_truth(f"{i}.png", stages[i % 7], spacing_mm=0.15 if i % 3 else None) for i in range(11)
    ]
    truths = [replace(t, bone_age_months=40.0 + 12 * i) for i, t in enumerate(truths)]
    absent = BoneLabel(absent=True)
    truths[4] = with_bones(truths[4], {"dp5": absent})
    rated = {b: replace(label, maturity=4.03) for b, label in truths[3].bones.items()}
    truths[3] = with_bones(truths[3], rated)
    readings = [make_reading(t, shift_px=3.0 * i) for i, t in enumerate(truths[:10])]
    missed = BoneReading(xy_px=None, confidence=0.0, stage=None, posterior={})
    readings[2] = replace(readings[2], bones={**readings[2].bones, "mp3": missed})
    readings[5] = replace(readings[5], bone_age_months=61.0)
    readings[6] = replace(readings[6], verdict="rejected", bone_age_months=None)
    readings[9] = replace(readings[9], bone_age_months=None, bone_age_bound="mature")
    return report(truths, readings, tw3, title="mixed <films> & more", oks=False)
