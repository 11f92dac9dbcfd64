"""The ablation runs what is missing, keeps what it has, and measures as a hand count would."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from boneage_kp.cli.main import main
from boneage_kp.codec.labels import HandLabels
from boneage_kp.models.detector import Detections
from boneage_kp.standards import load_standard
from boneage_kp.study import ablation_runs
from boneage_kp.study.ablation_measure import measure
from boneage_kp.study.ablation_runs import RESULT, Run, is_trained, kept_figures, run_all

TINY = ["sizes=[(0, 64)]", "epochs=1", "val_data.length=2", "train_data.length=2", "batch_size=2"]
TINY += ["model.neck.widths=(8, 8, 8, 8, 8)", "workers=0", "threads=1", "precision=fp32"]


def runs_in(folder: Path, root: Path, *overrides: str) -> list[Run]:
    held_out = folder / "held_out.json"
    held_out.write_text("{}")
    return [
        Run(
            leaf=leaf,
            config=root / f"configs/ablation/{leaf}.py",
            seed=seed,
            folder=folder / leaf / str(seed),
            overrides=overrides,
            held_out=held_out,
            min_confidence=0.1,
        )
        for leaf in ("base", "no_any")
        for seed in (0, 1)
    ]


class Stub:
    """Stands in for training: remembers what it was asked, and stops where it is told to."""

    def __init__(self, stop_at: tuple[str, int] | None = None) -> None:
        self.asked: list[tuple[str, int]] = []
        self.stop_at = stop_at

    def __call__(self, run: Run) -> dict[str, float]:
        if (run.leaf, run.seed) == self.stop_at:
            raise KeyboardInterrupt
        self.asked.append((run.leaf, run.seed))
        return {"pck_2": 10.0 * run.seed + len(run.leaf)}


def test_what_was_stopped_goes_on_and_nothing_is_run_twice(tmp_path: Path, root: Path) -> None:
    runs, first = runs_in(tmp_path, root), Stub(stop_at=("no_any", 0))
    with pytest.raises(KeyboardInterrupt):
        list(run_all(runs, first))
    assert first.asked == [("base", 0), ("base", 1)]
    second = Stub()
    found = list(run_all(runs, second))
    assert second.asked == [("no_any", 0), ("no_any", 1)]
    assert {(run.leaf, run.seed): figures["pck_2"] for run, figures, _ in found} == {
        ("base", 0): 4.0,
        ("base", 1): 14.0,
        ("no_any", 0): 6.0,
        ("no_any", 1): 16.0,
    }
    assert [was_there for *_, was_there in found] == [True, True, False, False]


def test_results_of_other_settings_are_refused_before_anything_runs(
    tmp_path: Path, root: Path
) -> None:
    list(run_all(runs_in(tmp_path, root)[:1], Stub()))
    stub = Stub()
    with pytest.raises(ValueError, match="differ in epochs, optimizer"):
        list(run_all(runs_in(tmp_path, root, "epochs=9", "optimizer.lr=1"), stub))
    assert stub.asked == []
    # How fast a run is asked to be is no other question.
    assert kept_figures(runs_in(tmp_path, root, "workers=0", "threads=1")[0]) is not None


def test_measuring_otherwise_measures_again_and_trains_no_more(tmp_path: Path, root: Path) -> None:
    run = runs_in(tmp_path, root)[0]
    list(run_all([run], Stub()))
    otherwise = replace(run, min_confidence=0.0)
    assert kept_figures(run) is not None and kept_figures(otherwise) is None
    weights = run.folder / "weights.safetensors"
    assert not is_trained(otherwise, weights), "its weights are gone"
    weights.touch()
    assert is_trained(otherwise, weights)
    assert not is_trained(replace(otherwise, overrides=("epochs=9",)), weights)


def test_a_result_that_is_none_is_named(tmp_path: Path, root: Path) -> None:
    run = runs_in(tmp_path, root)[0]
    run.folder.mkdir(parents=True)
    (run.folder / RESULT).write_text("{")
    with pytest.raises(ValueError, match=r"result\.json: is no result of a run"):
        kept_figures(run)


class Reader(torch.nn.Module):
    """Reads always the same."""

    def __init__(self, found: Detections) -> None:
        super().__init__()
        self.standard = load_standard("tw3_rus")
        self.found = found
        self.weight = torch.nn.Parameter(torch.zeros(1))

    def val_step(self, batch: dict[str, Any]) -> Detections:
        return self.found


def test_figures_of_one_hand_counted_by_hand() -> None:
    """13 bones, L = 100 px: 10 hit, one 1 px off, one 5 px off, one missed though it is right."""
    xy_px = torch.arange(26.0).view(1, 13, 2)
    moved = xy_px.clone()
    moved[0, 3, 0] += 1
    moved[0, 4, 1] -= 5
    confidence = torch.full((1, 13), 0.9)
    confidence[0, 5] = 0.05
    stage = torch.full((1, 13), 4)
    stage[0, 12] = -1  # not rated
    read = stage.clamp(min=0).clone()
    read[0, 0], read[0, 1] = 5, 2  # one off, two off
    posterior = torch.nn.functional.one_hot(read, 9).float()
    found = Detections(moved, confidence, confidence * 0, posterior, torch.tensor([100.0]))
    shown = torch.ones(1, 13, dtype=torch.bool)
    labels = HandLabels(xy_px, shown, shown, stage, torch.tensor([100.0]))
    figures = measure(Reader(found), [{"labels": labels}], 0.1)  # type: ignore[arg-type]
    assert figures == pytest.approx(
        {
            "pck_2": 100 * 11 / 13,
            "missed": 100 / 13,
            "mean_share": 6 / 12,
            "stage_exact": 100 * 9 / 12,
            "stage_within_one": 100 * 10 / 12,
            "stage_distance": 3 / 11,
        }
    )
    nobody = measure(Reader(found), [{"labels": labels}], 0.99)  # type: ignore[arg-type]
    assert nobody["missed"] == 100 and nobody["mean_share"] is None


def test_a_real_run_leaves_table_and_page(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    page = tmp_path / "page.md"
    page.write_text("# A\n<!-- table -->\n<!-- /table -->\n")
    command = ["benchmark", "ablation", "--output", str(tmp_path / "out"), "--seeds", "3"]
    command += ["--only", "base", "--held-out", "2", "--doc", str(page)]
    command += ["--phantoms", str(tmp_path / "set"), "--phantom-count", "2"]
    for text in TINY:
        command += ["--set", text]
    assert main(command) == 0
    said = capsys.readouterr().out
    assert "1 of 1: base, seed 3" in said and "| `base` |" in said
    assert "1 epoch of the same 2 phantoms, 64 px" in page.read_text()
    document = json.loads((tmp_path / "out/ablation.json").read_text())
    assert document["runs"][0]["train_seconds"] > 0
    assert 0 <= document["runs"][0]["missed"] <= 100
    folder = tmp_path / "out/base/3"
    assert (folder / "weights.safetensors").is_file() and not list(folder.glob("*.pth"))
    assert len(list((tmp_path / "set/images").glob("*.png"))) == 2
    # Once more: everything is there, so that nothing may train.
    monkeypatch.setattr(ablation_runs, "train_and_measure", None)
    assert main(command) == 0
    assert "seed 3: was there" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--only", "no_such"], "--only 'no_such' is no leaf"),
        (["--seeds", "1", "1"], "--seeds"),
        (["--jobs", "0"], "--jobs 0"),
        (["--set", "epoch=2"], "'epoch' is unknown; did you mean 'epochs'"),
    ],
)
def test_bad_options_are_refused_with_nothing_run(
    tmp_path: Path,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    words: str,
) -> None:
    monkeypatch.chdir(root)
    assert main(["benchmark", "ablation", "--output", str(tmp_path / "out"), *options]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
