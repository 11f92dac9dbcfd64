"""`infer` and `evaluate` from end to end with the whole network of configs/fpn_r50.py, untrained.

Random weights read nothing of use; that a file of this size, with this config inside, is loaded and
read with is what is tested. Films are small: the network takes any size.
"""

import json
from pathlib import Path

import pytest
import torch

from boneage_kp.cli.main import main
from boneage_kp.data.phantom_set import coco_maker
from boneage_kp.engine.config_file import read_config
from boneage_kp.engine.facts import model_facts
from boneage_kp.engine.network import file_digest
from boneage_kp.engine.train import build_model
from boneage_kp.engine.weights_file import save_weights
from boneage_kp.phantom.dataset_writer import SetPlan, write_set
from boneage_kp.phantom.generate import generate
from boneage_kp.phantom.parameters import PhantomParameters
from boneage_kp.report.results_row import SCHEMA_FILE
from boneage_kp.schema.hand import HAND
from tests.report.json_schema import faults

SIZE_PX = 256


@pytest.fixture(scope="module")
def weights(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    settings, config = read_config(root / "configs/fpn_r50.py", [f"sizes=[(0, {SIZE_PX})]"])
    torch.manual_seed(0)
    model = build_model(settings).cpu()
    # Every bone "found", so that scoring and evaluation have something to do.
    torch.nn.init.constant_(model.location.point.bias, 2.0)
    torch.nn.init.constant_(model.location.region.bias, 2.0)  # type: ignore[union-attr]
    facts = model_facts(model, config.to_dict(), SIZE_PX, "no data: untrained")
    return save_weights(tmp_path_factory.mktemp("w") / "r50.safetensors", model.state_dict(), facts)


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two phantoms as a user would have them: PNGs and a COCO file."""
    parameters = PhantomParameters.from_mapping({"size_px": 320})
    plan = SetPlan(2, 5, parameters, parameters.to_mapping(), parameters.digest(), "test")
    return write_set(tmp_path_factory.mktemp("truth"), plan, coco_maker(generate))


def test_infer_reads_both_films(weights: Path, truth: Path, tmp_path: Path) -> None:
    assert weights.stat().st_size > 90e6, "this is the whole network"
    command = ["infer", str(truth), "--weights", str(weights), "-o", str(tmp_path), "--vis"]
    assert main(command) == 0
    rows = [json.loads(line) for line in (tmp_path / "results.jsonl").read_text().splitlines()]
    schema = json.loads(SCHEMA_FILE.read_text())
    assert len(rows) == 2
    for row in rows:
        assert faults(row, schema, schema) == [] and row["error"] is None
        assert row["digests"]["model"] == file_digest(weights)
        assert list(row["bones"]) == list(HAND.names)
        for bone in row["bones"].values():
            x, y = bone["xy_px"]
            # A little beyond the film is where the letterbox's margin ends.
            assert -320 <= x <= 640 and -320 <= y <= 640
            assert sum(bone["posterior"].values()) == pytest.approx(1, abs=1e-4)
    assert len(list((tmp_path / "overlays").iterdir())) == 2


def test_evaluate_reads_them_itself_and_counts_every_bone(
    weights: Path, truth: Path, tmp_path: Path
) -> None:
    out = tmp_path / "figures.json"
    command = ["evaluate", str(truth), "--weights", str(weights), "--no-oks", "-o", str(out)]
    assert main(command) == 0
    document = json.loads(out.read_text())
    assert document["films"] == 2 and document["films_read"] == 2
    points = document["keypoints"]["overall"]
    labelled = json.loads(truth.read_text())["annotations"]
    assert points["px"]["n"] == sum(one["num_keypoints"] for one in labelled)
    assert 0 <= points["pck"]["0.02"] <= 1
    assert document["facts"]["weights"].endswith(file_digest(weights)[:12])
