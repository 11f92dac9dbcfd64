"""The phantom benchmark counts right; its figures are this machine's own."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "phantom"))
from stand_in_films import Settings, draw  # noqa: E402

from boneage_kp.cli.main import main  # noqa: E402
from boneage_kp.study.drawing_speed.command import measure_drawing  # noqa: E402
from boneage_kp.study.drawing_speed.worker_scaling import measure_scaling  # noqa: E402


def test_every_film_but_the_first_is_timed() -> None:
    drawn: list[int] = []
    speed = measure_drawing(drawn.append, 128, films=5)
    assert drawn == [0, 1, 2, 3, 4, 5]
    assert speed.films == 5 and speed.films_per_s > 0
    assert 0 < speed.median_s <= speed.slowest_s


def test_scaling_is_against_the_first_number_of_workers() -> None:
    one, two = measure_scaling(draw, Settings(pause_s=0.02), [1, 2], films=8)
    assert (one.workers, one.of_linear) == (1, 1.0)
    assert (two.workers, two.films) == (2, 16)
    assert two.of_linear == pytest.approx(two.films_per_s / (2 * one.films_per_s))
    assert one.of_linear_cpu == 1.0 and two.films_per_cpu_s > 0
    assert two.of_linear_cpu == pytest.approx(two.films_per_cpu_s / one.films_per_cpu_s)


def test_it_prints_a_table_and_writes_its_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "speed.json"
    options = ["--sizes", "128", "--films", "2", "--workers", "1", "--json", str(target)]
    assert main(["benchmark", "phantoms", *options]) == 0
    assert "median ms" in capsys.readouterr().out
    figures = json.loads(target.read_text())
    assert figures["drawing"][0]["size_px"] == 128 and len(figures["scaling"]) == 1
