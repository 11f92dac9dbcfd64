"""`infer --model holistic/tj_net`: its classes make the spread, it says the sex, and has a map."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from boneage_kp.cli.main import main
from boneage_kp.codec.age_labels import MALE
from boneage_kp.engine.letterbox import letterboxed
from boneage_kp.engine.whole_image.interval import AgeIntervals, intervals_path, write_intervals
from boneage_kp.engine.whole_image.network import AgeNetwork
from boneage_kp.phantom.generate import generate
from boneage_kp.phantom.parameters import PhantomParameters
from tests.study.tj_net.tj_nets import tj_weights


def test_age_interval_sex_and_map(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    weights = tj_weights(tmp_path / "w.safetensors")
    film = generate(PhantomParameters.from_mapping({"size_px": 128}), 4, 0).image
    cv2.imwrite(str(tmp_path / "film.png"), film)
    network = AgeNetwork.from_weights(weights, "tj_net")
    digests = [network.digest]
    fitted = AgeIntervals("tj_net", digests, 1, 1.5, 40, "1.0", "0123")
    write_intervals(fitted, intervals_path(weights, digests, 1))
    asked = ["infer", str(tmp_path / "film.png"), "--model", "holistic/tj_net", "--sex", "M"]
    asked += ["--weights", str(weights), "--views", "1", "--cam", "-o", str(tmp_path / "out")]
    assert main(asked) == 0
    assert "90% interval" in capsys.readouterr().out
    row = json.loads((tmp_path / "out/results.jsonl").read_text())
    grey = letterboxed(cv2.imread(str(tmp_path / "film.png"), 0).astype(np.float32), (64, 64)).grey
    age, sd, male = network.read(grey[None, None], np.array([MALE]))
    assert row["bone_age_months"] == pytest.approx(age[0], abs=0.1)
    assert row["male_probability"] == pytest.approx(male[0], abs=1e-2)
    low, high = row["interval_months"]
    assert sd[0] > 20, "an untrained network is in doubt"
    assert high - row["bone_age_months"] == pytest.approx(1.5 * (sd[0] + 1), abs=0.2)
    assert low == pytest.approx(max(0, row["bone_age_months"] - 1.5 * (sd[0] + 1)), abs=0.2)
    (page,) = (tmp_path / "out/pages").glob("*.html")
    assert page.read_text(encoding="utf-8").count("<img") == 2, "the film, and the map over it"


def test_the_way_of_reading_stands_in_the_weights(tmp_path: Path) -> None:
    target = dict(type="AgeClasses", reported="most_probable")
    network = AgeNetwork.from_weights(
        tj_weights(tmp_path / "w.safetensors", target=target), "tj_net"
    )
    with torch.no_grad():
        age, _, _ = network.read(np.zeros((1, 1, 64, 64), np.uint8), np.zeros(1))
    assert age[0] % 3 == 0, "a class of three months, not a mean"
