"""Phantom sets as others see them: our reader gets the truth back, pycocotools scores it 1.0."""

import copy
import json
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "phantom"))
from stand_in_films import Settings, draw, plan  # noqa: E402

from boneage_kp.data.formats import coco  # noqa: E402
from boneage_kp.data.phantom_set import coco_maker  # noqa: E402
from boneage_kp.phantom.dataset_writer import write_set  # noqa: E402
from boneage_kp.schema.hand import HAND  # noqa: E402


def test_our_reader_gets_back_what_was_drawn(tmp_path: Path) -> None:
    index = write_set(tmp_path, plan(6, start=10), coco_maker(draw))
    for number, record in enumerate(coco.read(index).records, start=10):
        truth = draw(Settings(), 7, number, False).record
        assert record.bones == truth.bones
        assert record.file_name == f"images/{number:06d}.png"
        for name in ("sex", "age_months", "spacing_mm", "side", "standard_id", "size_hw"):
            assert getattr(record, name) == getattr(truth, name), name


def test_the_file_is_in_the_writers_own_words(tmp_path: Path) -> None:
    """What `coco.write` makes of it says the same: the streamed file is no second dialect."""
    index = write_set(tmp_path, plan(3), coco_maker(draw))
    coco.write(coco.read(index), tmp_path / "again.json")
    assert json.loads(index.read_text()) == json.loads((tmp_path / "again.json").read_text())


def _average_precision(truth_path: Path, shift_px: float) -> float:
    """pycocotools' keypoint AP of the truth, its points moved, against the truth."""
    coco_module = pytest.importorskip("pycocotools.coco")
    cocoeval = pytest.importorskip("pycocotools.cocoeval")
    truth = coco_module.COCO(str(truth_path))
    found = []
    for annotation in copy.deepcopy(truth.dataset["annotations"]):
        keypoints = np.array(annotation["keypoints"]).reshape(-1, 3)
        keypoints[:, :2] += shift_px
        found.append(
            {
                "image_id": annotation["image_id"],
                "category_id": annotation["category_id"],
                "keypoints": keypoints.ravel().tolist(),
                "score": 1.0,
            }
        )
    evaluation = cocoeval.COCOeval(truth, truth.loadRes(found), "keypoints")
    evaluation.params.kpt_oks_sigmas = HAND.oks_sigmas
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    return float(evaluation.stats[0])


def test_truth_against_itself_is_an_ap_of_one(tmp_path: Path) -> None:
    index = write_set(tmp_path, plan(5), coco_maker(draw))
    assert _average_precision(index, 0.0) == 1.0
    assert _average_precision(index, 1.0) < 1.0
