"""`benchmark compare`: turns, medians and ratios; and one small run of all of it."""

import json
import sys
from pathlib import Path

import pytest

from boneage_kp.cli.main import main
from boneage_kp.study.compare import stored
from boneage_kp.study.compare.ratios import ratios
from boneage_kp.study.compare.rival import Rival, rival_python
from boneage_kp.study.compare.rounds import Subject, Timed, in_turns, ratio
from boneage_kp.study.compare.stored import StoredRatio, store_ratio, stored_ratio
from boneage_kp.study.compare.table import rival_lines, seconds_table

WORKER = """
import sys
print_ = lambda text: print(text, flush=True)
for line in sys.stdin:
    asked = line.strip()
    if asked == "versions":
        print_("torch 0, torchvision 0, %s px, %s threads" % tuple(sys.argv[1:3]))
    elif asked == "bf16":
        print_(0.25)
    else:
        sys.exit(3)
"""


def timed(name: str, runtime: str, precision: str, *rounds_s: float, gmac: float = 1.0) -> Timed:
    return Timed(name, runtime, precision, gmac, rounds_s)


def test_subjects_take_turns_and_the_first_time_is_not_counted() -> None:
    calls: list[str] = []

    def work(name: str) -> float:
        calls.append(name)
        return float(len(calls))

    subjects = [
        Subject("a", "r", "fp32", lambda: work("a"), 2.0, lambda told: float(str(told))),
        Subject("c", "r", "int8", "not here"),
        Subject("b", "r", "fp32", lambda: work("b"), None, lambda told: float(str(told))),
    ]
    a, c, b = in_turns(subjects, 3)
    assert calls == ["a", "b"] * 4
    assert a.rounds_s == (3, 5, 7) and b.rounds_s == (4, 6, 8)
    assert a.median_s == 5 and a.gflops == pytest.approx(2 * 2.0 / 5)
    assert c.rounds_s == () and c.median_s is None and c.why_not == "not here"
    assert ratio(b, a) == pytest.approx(6 / 5) and ratio(a, c) is None
    assert any("not measured: not here" in line for line in seconds_table([a, c, b]))


def test_ratios_are_taken_within_rounds_and_are_none_where_one_side_is_missing() -> None:
    found = {
        one.what: one.value
        for one in ratios(
            [
                timed("network", "torch", "fp32", 4.0, 8.0, 4.4),
                timed("network", "torch", "bf16", 2.0, 4.0, 2.0),
                timed("network", "onnx", "int8", 1.0, 2.0, 1.0),
                timed("network", "openvino", "int8"),
                timed("maps alone", "torch", "bf16", 1.5, 3.0, 1.5, gmac=3.0),
                timed("bare backbone", "torch", "bf16", 1.0, 2.0, 1.2),
                timed("light", "onnx", "fp32", 0.1, 0.2, 0.1),
                timed("gemm", "torch", "bf16", 0.5, 0.5, 0.5, gmac=2.0),
                timed("rival", "keypointrcnn", "bf16", 5.0, 8.0, 6.0),
            ]
        )
    }
    assert found["rival bf16 / network, torch bf16"] == pytest.approx(2.5)
    assert found["fastest rival / fastest network"] == pytest.approx(5.0)
    assert found["maps alone / bare backbone, torch bf16"] == pytest.approx(1.5)
    assert found["maps alone / bare backbone, torch fp32"] is None
    assert found["network, torch fp32 / network, onnx int8"] == pytest.approx(4.0)
    assert found["network, torch fp32 / network, openvino int8"] is None
    assert found["light, fastest / network, fastest int8"] == pytest.approx(0.1)
    share = found["maps alone, FLOP/s / matrix product, FLOP/s, bf16"]
    assert share == pytest.approx((6 / 1.5) / (4 / 0.5))


def test_a_stored_ratio_is_marked_and_a_missing_one_is_not_invented(tmp_path: Path) -> None:
    path = tmp_path / "stored.json"
    assert stored_ratio(path) is None
    assert rival_lines(None, None) == [
        "rival: not measured, now or ever before; --with-rival measures it"
    ]
    store_ratio(StoredRatio("2026-11-21", "Linux, 2 cores", "torch 0", 1024, {"bf16": 2.5}), path)
    (line,) = rival_lines(stored_ratio(path), None)
    assert "not measured in this run. STORED on 2026-11-21" in line and "bf16 2.50" in line
    assert "measured in this run" in rival_lines(stored_ratio(path), "torch 0")[0]


def test_the_rival_answers_over_its_pipe_and_its_end_is_said(tmp_path: Path) -> None:
    worker = tmp_path / "worker.py"
    worker.write_text(WORKER)
    with Rival(Path(sys.executable), 256, 1, worker) as rival:
        assert rival.versions == "torch 0, torchvision 0, 256 px, 1 threads"
        (_, bf16) = rival.subjects()
        assert in_turns([bf16], 2)[0].rounds_s == (0.25, 0.25)
        with pytest.raises(ValueError, match="the rival's process ended.*--rival-env"):
            rival.seconds("fp32")


def test_the_rivals_environment_is_made_once(tmp_path: Path) -> None:
    (tmp_path / "made.json").write_text("{}")
    assert rival_python(tmp_path).parent.parent == tmp_path  # nothing was installed
    with pytest.raises(ValueError, match="could not install it: .*--rival-packages"):
        rival_python(tmp_path / "new", "--no-index a_package_that_is_nowhere")


def test_a_small_run_prints_and_writes_every_figure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setattr(stored, "STORED", tmp_path / "none.json")
    out = tmp_path / "figures.json"
    sizes = "--size 64 --light-size 64 --rounds 1 --gemm 32 --calibrate-on 1 --train-batch 1"
    configs = ["--config", str(root / "configs/fpn_r18.py")]
    configs += ["--light", str(root / "configs/fpn_mnv4.py")]
    asked = ["benchmark", "compare", *configs, *sizes.split(), "--threads", "1", "--json", str(out)]
    assert main(asked) == 0
    told = capsys.readouterr().out
    for wanted in (
        "network        torch",
        "onnx",
        "GFLOP/s",
        "images/s",
        "rival: not",
        "without torch",
    ):
        assert wanted in told
    figures = json.loads(out.read_text())
    done = {(t["name"], t["runtime"], t["precision"]) for t in figures["timed"] if t["rounds_s"]}
    assert {("network", "onnx", "int8"), ("network", "torch", "bf16")} <= done
    assert {("light", "onnx", "fp32"), ("bare backbone", "torch", "bf16")} <= done
    assert all(t["rounds_s"] or t["why_not"] for t in figures["timed"])
    assert [one["torch"] for one in figures["starts"]] == [False, False, True]
    light, _, whole = figures["starts"]
    assert light["wall_s"] > 0
    if sys.platform == "linux":  # torch alone is larger than the light network with its runtime
        assert 10e6 < light["peak_bytes"] < whole["peak_bytes"]
    assert figures["training"]["mode"] == "train" and figures["stored"] is None


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--rounds", "0"], "--rounds"),
        (["--size", "100"], "multiple of 32"),
        (["--store"], "--with-rival"),
    ],
)
def test_what_cannot_be_measured_is_refused(
    options: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["benchmark", "compare", *options]) == 2
    assert told in capsys.readouterr().err
