"""The ablation trains and measures as a hand count would, and its table goes into its page."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from boneage_kp.cli.main import main
from boneage_kp.codec.labels import HandLabels
from boneage_kp.models.detector import Detections
from boneage_kp.standards import load_standard
from boneage_kp.study.ablation import measure as module
from boneage_kp.study.ablation.measure import measure

TINY = ["sizes=[(0, 64)]", "epochs=1", "val_data.length=2", "train_data.length=2", "batch_size=2"]
TINY += ["model.neck.widths=(8, 8, 8, 8, 8)", "workers=0", "threads=1", "precision=fp32"]


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
    monkeypatch.setattr(module, "train_and_measure", None)
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
