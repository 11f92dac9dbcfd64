"""The benchmark of reading: every step is timed, memory is noted, figures are written."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from boneage_kp.cli.main import main
from boneage_kp.engine.finder import NetworkFinder
from boneage_kp.engine.network import NetworkReading
from boneage_kp.study.infer_speed.command import draw_films
from boneage_kp.study.infer_speed.measure import measure
from boneage_kp.study.infer_speed.memory_use import MemoryUse
from boneage_kp.study.infer_speed.speed import STEPS, growth_of, to_text
from boneage_kp.study.infer_speed.untrained_network import UsualHandNetwork
from tests.engine.pixel_networks import ReadsEveryPixel, small_batch


def test_every_step_of_a_small_run_is_timed(tmp_path: Path) -> None:
    films = draw_films(tmp_path / "films", 2, 6, 128)
    assert len({film.path.read_bytes() for film in films}) == 2
    network, coarse = ReadsEveryPixel(), ReadsEveryPixel()
    batch = small_batch(tmp_path / "out", network, vis=True)
    batch.predictor.finder = NetworkFinder(coarse)
    speed = measure(batch, films, 128)
    assert len(network.seen) == 6 + 2  # two to warm up, which are not timed
    assert set(speed.step_s) == set(STEPS)
    for step in ("decode", "find", "resize", "network", "scoring", "drawing", "writing"):
        assert (speed.step_s[step] or 0) > 0, step
    assert speed.step_s["points"] is None  # this network has no maps to decode
    in_turn = [s or 0 for name, s in speed.step_s.items() if name != "decode"]
    assert sum(in_turn) <= speed.wall_s
    networks = (speed.step_s["network"] or 0) + speed.finder_s
    assert 0 < speed.finder_s < (speed.step_s["find"] or 0)
    assert speed.rest_share == pytest.approx(1 - networks / speed.wall_s)
    assert list(speed.growth_s) == [6] and speed.growth_s[6] == pytest.approx(speed.wall_s)
    assert (tmp_path / "out" / "index.html").is_file()  # writing it is timed too
    text = to_text(speed)
    assert all(step in text for step in STEPS) and "with overlays" in text
    assert "(aim: 40%)" in text and "inside the network's" in text


def test_the_cost_of_a_film_is_told_as_the_folder_grows() -> None:
    done_s = [0.5 * n for n in range(1, 101)] + [50 + 0.6 * n for n in range(1, 51)]
    assert growth_of(done_s) == pytest.approx({10: 0.5, 30: 0.5, 100: 0.5, 150: 80 / 150})
    assert list(growth_of([1.0, 2.0])) == [2]


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


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc to look at children at work")
def test_a_child_at_work_counts() -> None:
    holds = "held = bytearray(b'x') * 150_000_000; print('held', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", holds], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None and child.stdout.readline() == "held\n"
        peak_mb = MemoryUse().children_peak_mb()
        child.communicate("\n")
    assert peak_mb is not None and peak_mb > 140


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
    text = capsys.readouterr().out
    assert "all but the networks" in text and "(aim: 15%)" in text and "3 films" in text
    assert main(["benchmark", "infer", "--config", str(config), "--films", "1"]) == 2
