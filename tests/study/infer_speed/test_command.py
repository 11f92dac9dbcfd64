"""The benchmark of reading: every step is timed, memory is noted, figures are written."""

import json
from pathlib import Path

import numpy as np
import pytest

from boneage_kp.cli.main import main
from boneage_kp.engine.network import NetworkReading
from boneage_kp.study.infer_speed.command import STEPS, draw_films, measure, to_text
from boneage_kp.study.infer_speed.memory_use import MemoryUse
from boneage_kp.study.infer_speed.untrained_network import UsualHandNetwork
from tests.engine.pixel_networks import ReadsEveryPixel, small_batch


def test_every_step_of_a_small_run_is_timed(tmp_path: Path) -> None:
    films = draw_films(tmp_path / "films", 2, 6, 128)
    assert len({film.path.read_bytes() for film in films}) == 2
    network = ReadsEveryPixel()
    speed = measure(small_batch(tmp_path / "out", network, vis=True), films, 128)
    assert len(network.seen) == 6 + 2  # two to warm up, which are not timed
    assert set(speed.step_s) == set(STEPS)
    for step in ("decode", "resize", "network", "scoring", "drawing", "writing"):
        assert speed.step_s[step] > 0, step
    beside = {"decode"}
    assert sum(s for name, s in speed.step_s.items() if name not in beside) <= speed.wall_s
    assert 0 < speed.rest_share <= 1
    text = to_text(speed)
    assert all(step in text for step in STEPS) and "with overlays" in text


def test_growing_memory_is_seen_and_a_plateau_is_none() -> None:
    memory = MemoryUse()
    memory.bytes = [1000 * min(n, 50) for n in range(100)]
    assert memory.slope_kb() == pytest.approx(0)
    memory.bytes = [5000 + 2000 * n for n in range(100)]
    assert memory.slope_kb() == pytest.approx(2)
    memory.bytes = []
    assert memory.slope_kb() is None
    memory.note()
    assert memory.bytes == [] or memory.bytes[0] > 1_000_000


def test_an_untrained_network_is_said_to_see_the_usual_hand() -> None:
    network = UsualHandNetwork(ReadsEveryPixel())
    reading = network.read(np.zeros((2, 1, 512, 512), np.uint8))
    assert isinstance(reading, NetworkReading) and reading.xy_px.shape == (2, 13, 2)
    assert (reading.xy_px > 0).all() and (reading.xy_px < 512).all()
    assert len(network.network.seen) == 2  # it was asked all the same


def test_the_command_measures_an_untrained_network(tmp_path: Path, root: Path, capsys) -> None:
    figures = tmp_path / "speed.json"
    arguments = ["--films", "3", "--different", "1", "--size", "128", "--json", str(figures)]
    config = root / "configs" / "smoke.py"
    assert main(["benchmark", "infer", "--config", str(config), *arguments]) == 0
    found = json.loads(figures.read_text())
    assert found["films"] == 3 and found["step_s"]["points"] > 0
    assert "all but the networks" in capsys.readouterr().out
    assert main(["benchmark", "infer", "--config", str(config), "--films", "1"]) == 2
