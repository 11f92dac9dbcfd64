"""The model benchmark: every figure is there, memory is seen, and wrong options are refused."""

import json
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("mmengine")  # of [train], which has timm, too

from boneage_kp.cli.main import main  # noqa: E402
from boneage_kp.schema.hand import HAND  # noqa: E402
from boneage_kp.study.model_cost.peak_memory import peak_memory  # noqa: E402
from boneage_kp.study.model_cost.speed import some_labels  # noqa: E402


def benchmark(*arguments: object) -> int:
    return main(["benchmark", "model", *map(str, arguments)])


def test_measures_every_mode_in_both_precisions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "figures.json"
    assert benchmark("--model-name", "resnet10t", "--size", 64, "--rounds", 1, "--json", out) == 0
    text = capsys.readouterr().out
    figures = json.loads(out.read_text())
    assert [(s["precision"], s["mode"]) for s in figures["speeds"]] == [
        (precision, mode) for precision in ("bf16", "fp32") for mode in ("infer", "read", "train")
    ]
    assert all(s["bare_s"] > 0 and s["network_s"] > 0 and s["ratio"] > 0 for s in figures["speeds"])
    assert "neck.smooth" in text and "peak MB beyond weights" in text and "held" in text
    shares = sum(part["gmac"] for part in figures["cost"]["parts"])
    assert f"network{figures_parameters(figures):>25,}{shares:>9.3f}" in text


def figures_parameters(figures: dict) -> int:
    return sum(part["parameters"] for part in figures["cost"]["parts"])


def test_a_config_brings_its_network_and_its_last_size(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert benchmark("--config", root / "configs/fpn_mnv4.py", "--modes") == 0
    assert "512 px" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["--size", "100"], "--size 100: need a multiple of 32"),
        (["--rounds", "0"], "need 1 or more of each"),
        (["--model-name", "resnet5O"], "'resnet5O' is unknown to timm"),
        (["--config", "none.py"], "none.py: there is no such config"),
    ],
)
def test_wrong_options_are_refused(
    arguments: list[str], wanted: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert benchmark(*arguments) == 2
    assert wanted in capsys.readouterr().err


def test_labels_lie_on_the_film() -> None:
    labels = some_labels(2, 96, torch.device("cpu"))
    assert labels.xy_px.shape == (2, len(HAND), 2)
    assert bool(((labels.xy_px > 0) & (labels.xy_px < 96)).all())
    assert bool((labels.length_px > 40).all())


def test_peak_memory_sees_what_was_held_and_let_go() -> None:
    with peak_memory(torch.device("cpu")) as peak:
        block = torch.ones(50_000_000)
        del block
    if peak.extra_bytes is None:
        pytest.skip("this system keeps no high-water mark of memory")
    assert 150e6 < peak.extra_bytes < 1e9


def test_memory_that_was_freed_and_kept_is_not_overlooked() -> None:
    device = torch.device("cpu")
    for _ in range(2):
        with peak_memory(device) as peak:
            # Small blocks come from the heap, which a process keeps once it has grown.
            blocks = [torch.ones(20_000) for _ in range(2_000)]
            del blocks
    if peak.extra_bytes is None:
        pytest.skip("this system keeps no high-water mark of memory")
    assert peak.extra_bytes > 120e6
