"""The study runs what its config describes, goes on where it stopped, and lays it on one page."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from boneage_kp.cli.main import main
from boneage_kp.engine.config_file import read_config
from boneage_kp.engine.hooks.csv_log import write_row
from boneage_kp.engine.settings import ConfigError
from boneage_kp.study.resnet_study import clusters, runs
from boneage_kp.study.resnet_study import page as page_module
from boneage_kp.study.resnet_study.grid import along, read_grid, settings_to_run
from boneage_kp.study.resnet_study.table import best_of, line_of, table_of
from boneage_kp.study.sweep.runs import Run
from tests.report.html_tree import read_html

CONFIG = "configs/holistic/resnet_study.py"
GRID = {
    "optimizer": {"adam": [], "sgd": ["optimizer.type=SGD", "optimizer.lr=0.01"]},
    "schedule": {"exponential": [], "cyclic": ["schedule.name=cyclic"]},
}
TINY = ["sizes=[(0, 64)]", "batch_size=2", "workers=0", "threads=1", "precision=fp32"]


@pytest.fixture
def config(tmp_path: Path, root: Path) -> Path:
    """The study's config with the smallest network and a grid of two axes."""
    path = tmp_path / "tiny.py"
    path.write_text(
        f"_base_ = [{str(root / CONFIG)!r}]\n"
        "model = dict(backbone=dict(model_name='resnet10t'))\n"
        f"_grid = dict(_delete_=True, **{GRID!r})\n"
    )
    return path


def command(config: Path, output: Path, *more: str) -> list[str]:
    given = ["benchmark", "resnet-study", str(config), "--output", str(output)]
    for text in TINY:
        given += ["--set", text]
    return [*given, "--validation", "4", "--steps", "2", *more]


def stub(stop_at: str = "") -> tuple[Callable[[Run], dict[str, float | None]], list[str]]:
    """Stands in for training: leaves a log of two epochs, and stops where it is told to."""
    asked: list[str] = []

    def work(run: Run) -> dict[str, float | None]:
        if run.leaf == stop_at:
            raise KeyboardInterrupt
        asked.append(run.leaf)
        error = 20.0 + 5 * len(asked)
        run.folder.mkdir(parents=True)
        for epoch in (1, 2):
            row = {"epoch": epoch, "age/mae_months": error + 9 / epoch, "loss_age": 1 / epoch}
            write_row(run.folder / "log.csv", row)
        right = {"sex_right_percent": 75.0}
        return {"mae_months": error, "rmse_months": 30.0, "train_seconds": 5.0, **right}

    return work, asked


def test_the_config_says_what_its_first_choices_are_called(root: Path) -> None:
    grid = read_grid(root / CONFIG)
    settings, _ = read_config(root / CONFIG)
    assert {axis: next(iter(choices)) for axis, choices in grid.items()} == {
        "network": settings.model["backbone"]["model_name"],
        "normalisation": settings.model["scaling"]["type"].removesuffix("Scaling").lower(),
        "schedule": settings.schedule["name"],
        "optimizer": settings.optimizer["type"].lower(),
        "decay": "no-L2" if settings.optimizer["weight_decay"] == 0 else "?",
    }
    every = settings_to_run(grid, list(grid), cross=False)
    assert len(every) == 1 + 2 + 1 + 4 + 1 + 2
    read = [read_config(root / CONFIG, one.overrides)[0] for one in every]
    said = {repr((r.model, r.schedule, r.optimizer)) for r in read}
    assert len(said) == len(every), "every choice changes something"
    assert {r.model["backbone"]["model_name"] for r in read} == {"resnet18", "resnet34", "resnet50"}
    assert {r.schedule["name"] for r in read} == {
        *("exponential", "step", "reduce_on_plateau", "cyclic", "one_cycle")
    }


def test_one_axis_at_a_time_or_all_combinations() -> None:
    names = [one.name for one in settings_to_run(GRID, list(GRID), cross=False)]
    assert names == ["adam_exponential", "sgd_exponential", "adam_cyclic"]
    crossed = settings_to_run(GRID, list(GRID), cross=True)
    assert [one.name for one in crossed] == [
        *("adam_exponential", "adam_cyclic", "sgd_exponential", "sgd_cyclic")
    ]
    assert crossed[3].overrides == (
        "optimizer.type=SGD",
        "optimizer.lr=0.01",
        *crossed[1].overrides,
    )
    assert [one.name for one in along(0, crossed)] == ["adam_exponential", "sgd_exponential"]
    assert [one.name for one in settings_to_run(GRID, ["schedule"], cross=True)] == names[::2]
    with pytest.raises(ValueError, match="--axes depth: unknown; the config has optimizer"):
        settings_to_run(GRID, ["depth"], cross=False)


@pytest.mark.parametrize(
    ("grid", "words"),
    [
        ("None", "has no _grid=dict"),
        ("dict(a={'x': 'epochs=2'})", "axis 'a': wanted {choice"),
        ("dict(a={'x': ['epochs=2'], 'y': []})", "its first choice, 'x', is the config as it"),
        ("dict(a={'x': [], 'y': []})", "every other choice has some"),
    ],
)
def test_a_grid_that_is_none_is_refused(config: Path, grid: str, words: str) -> None:
    text = config.read_text().partition("_grid")[0]
    config.write_text(f"{text}_grid = {grid}\n".replace("dict(a", "dict(_delete_=True, a"))
    with pytest.raises(ConfigError, match=words):
        read_grid(config)


def test_what_the_grid_varies_cannot_be_set_for_all(config: Path) -> None:
    for given in ("optimizer.type=SGD", "schedule=dict(name='step')"):
        with pytest.raises(ConfigError, match="the study varies it as"):
            read_grid(config, [given])
    read_grid(config, ["optimizer.lr=3e-4", "epochs=2"])


def test_the_table_says_what_differs_from_the_first_row() -> None:
    first, sgd, cyclic = settings_to_run(GRID, list(GRID), cross=False)
    figures = dict(rmse_months=12.0, sex_right_percent=None, train_seconds=60.0)
    lines = [
        line_of(first, 11_170_000, [{"mae_months": 10.0, **figures}]),
        line_of(sgd, 11_170_000, [{"mae_months": m, **figures} for m in (8.0, 9.0)]),
        line_of(cyclic, 11_170_000, [{"mae_months": None, **figures}]),
    ]
    assert [row[:6] for row in table_of(tuple(GRID), lines).rows] == [
        ("adam", "exponential", "11.2", "10.00", "–", "12.00"),
        ("sgd", "", "11.2", "8.50 ± 0.50", "−1.50", "12.00 ± 0.00"),
        ("", "cyclic", "11.2", "– (1 of 1 astray)", "–", "12.00"),
    ]
    assert best_of(lines) == 1 and best_of(lines[2:]) is None


def test_what_was_stopped_goes_on_and_the_page_grows(
    tmp_path: Path,
    config: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "out"
    given = command(config, out, "--range-steps", "0", "--no-features")
    work, asked = stub(stop_at="sgd_exponential")
    monkeypatch.setattr(runs, "train_and_read", work)
    assert main(given) == 130, "as after Ctrl-C"
    assert asked == ["adam_exponential"]
    work, asked = stub()
    monkeypatch.setattr(runs, "train_and_read", work)
    assert main([*given, "--budget", "0"]) == 0
    assert asked == ["sgd_exponential"], "one run, then the budget is spent"
    page = (out / "study.html").read_text()
    assert "1 run is not done" in page and page.count("<h2>Optimizer</h2>") == 1
    assert "<h2>Schedule</h2>" not in page, "nothing to compare yet"
    assert main(given) == 0 and asked == ["sgd_exponential", "adam_cyclic"]
    page = (out / "study.html").read_text()
    read_html(page)
    assert "<h2>Schedule</h2>" in page and "Not drawn: not asked for." in page
    assert "25.0 months" in page and "75 %" in page and "always the median age" in page
    document = json.loads((out / "study.json").read_text())
    assert document["runs_left"] == 0
    assert document["rows"][2]["setting"] == {"optimizer": "adam", "schedule": "cyclic"}
    assert "| adam | exponential |" in (out / "study.md").read_text()
    assert main([*given, "--set", "clip_grad=1.0"]) == 2
    assert "differ in clip_grad" in capsys.readouterr().err


def test_a_real_run_with_range_test_and_features(
    tmp_path: Path, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "LEAST_FILMS", 4)
    monkeypatch.setattr(clusters, "PACKAGES", {})
    # UMAP itself takes a minute to compile; test_clusters.py looks at it.
    monkeypatch.setattr(page_module, "plane_of", lambda features, seed: features[:, :2])
    monkeypatch.setattr(page_module, "clusters_of", _by_half)
    out = tmp_path / "out"
    given = command(config, out, "--axes", "optimizer", "--range-steps", "3")
    given += ["--phantoms", str(tmp_path / "set"), "--set", "train_data.length=4"]
    assert main(given) == 0
    page = (out / "study.html").read_text()
    tree = read_html(page)
    assert sum("Learning-rate range test" in h.text() for h in tree.all("h2")) == 1
    assert sum(h.text() in ("adam · exponential", "sgd · exponential") for h in tree.all("h3")) == 2
    assert "Features of 4 validation films" in page and "Adjusted Rand index" in page
    for row in json.loads((out / "study.json").read_text())["rows"]:
        assert 0 < row["mae_months"][0] < 500 and row["sex_right_percent"][0] in (
            0,
            25,
            50,
            75,
            100,
        )


def _by_half(
    features: np.ndarray, plane: np.ndarray, truth: list[str], seed: int
) -> clusters.Clusters:
    half = np.arange(len(plane)) % 2
    return clusters.Clusters(np.array(truth), half, half, 0.25, -0.01)
