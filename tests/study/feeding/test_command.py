"""Speed when fed: the arithmetic, that batches never end, and one real tiny measurement."""

import json
from pathlib import Path

import pytest

from boneage_kp.cli.main import main
from boneage_kp.engine.config_file import read_config, settings_of
from boneage_kp.engine.datasets import build_sets
from boneage_kp.study.feeding.speed import batches, summed_up
from tests.engine.tiny_runs import tiny

TINY = ["sizes=[(0, 64)]", "train_data.length=4", "batch_size=2", "val_data.length=2"]
TINY += ["model.neck.widths=(8, 8, 8, 8, 8)", "threads=1", "precision=fp32", "workers=1"]


def test_medians_over_rounds_and_ratios_within_them() -> None:
    # The machine is twice as slow in the second round: that must not look like slow feeding.
    speed = summed_up([(0.5, 1.0), (1.0, 2.0), (0.4, 0.5)])
    assert speed.ratios == (0.5, 0.5, 0.8)
    assert speed.ratio == 0.5
    assert speed.constant_steps_per_s == 2.0 and speed.fed_steps_per_s == 1.0


def test_batches_go_on_with_new_films_after_an_epoch() -> None:
    settings = settings_of(tiny(), "tiny")
    train_set, _ = build_sets(settings)
    stream = batches(settings, train_set, epoch=0)
    images = [next(stream)["image"] for _ in range(4)]  # 4 films, batches of 2: two epochs
    assert not any((one == other).all() for one in images[:2] for other in images[2:])
    stream.close()


@pytest.mark.parametrize("source", [["--live"], ["--phantoms", "set", "--phantom-count", "4"]])
def test_a_tiny_config_is_measured(
    tmp_path: Path,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    source: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    command = ["benchmark", "feeding", str(root / "configs/ablation/base.py"), *source]
    command += ["--steps", "2", "--rounds", "2", "--json", "figures.json"]
    for text in TINY:
        command += ["--set", text]
    assert main(command) == 0
    said = capsys.readouterr().out
    assert f"fed: {'live' if source[0] == '--live' else 'folder'}" in said
    figures = json.loads(Path("figures.json").read_text())
    # Never much faster than with no films to make; how fast says nothing on a busy machine.
    assert len(figures["ratios"]) == 2 and all(ratio > 0 for ratio in figures["ratios"])
    assert f"{figures['ratio']:.1%}" in said
    assert ("held" if figures["ratio"] >= 0.85 else "not held") in said


def test_bad_options_are_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = str(root / "configs/ablation/base.py")
    assert main(["benchmark", "feeding", config, "--live", "--steps", "0"]) == 2
    assert "--steps 0" in capsys.readouterr().err
    read_config(Path(config), TINY)  # the settings of these tests are good ones
