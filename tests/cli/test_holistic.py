"""`--model holistic/NAME` from the command line: infer, evaluate, calibrate, and each refusal."""

import json
from collections.abc import Callable
from pathlib import Path

import cv2
import pytest

from boneage_kp.cli.main import main
from boneage_kp.data.formats.coco import HandFile, write
from boneage_kp.engine.whole_image.interval import LEAST_FILMS
from boneage_kp.phantom.generate import generate
from boneage_kp.phantom.parameters import PhantomParameters
from boneage_kp.report.age_row import SCHEMA_FILE
from boneage_kp.schema.records import HandRecord, Sex
from boneage_kp.study.exam import exam
from tests.engine.tiny_ages import age_weights
from tests.report.json_schema import faults

MODEL = ["--model", "holistic/inception_winner"]
Said = Callable[[], str]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two weights files, three films, a COCO file and a table of them."""
    folder = tmp_path_factory.mktemp("holistic")
    for seed in (0, 1):
        age_weights(folder / f"{seed}.safetensors", seed)
    parameters = PhantomParameters.from_mapping({"size_px": 128})
    records: list[HandRecord] = []
    for index in range(3):
        phantom = generate(parameters, 4, index)
        cv2.imwrite(str(folder / phantom.record.file_name), phantom.image)
        records.append(phantom.record)
    write(HandFile(records=tuple(records)), folder / "hands.json")
    rows = [f"{Path(r.file_name).stem},{r.bone_age_months},{r.sex == Sex.MALE}" for r in records]
    (folder / "table.csv").write_text("\n".join(["id,boneage,male", *rows]))
    return folder


@pytest.fixture
def weights(place: Path) -> list[str]:
    return ["--weights", str(place / "0.safetensors"), str(place / "1.safetensors")]


def test_infer_writes_a_row_and_a_page_a_film(
    place: Path, weights: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    films = [str(place / "000000.png"), str(place / "nothere.png")]
    asked = ["infer", "--sex", "F", *MODEL, *weights, *films, "--views", "2", "--cam"]
    assert main([*asked, "-o", str(tmp_path)]) == 1, "one film is not there"
    rows = [json.loads(line) for line in (tmp_path / "results.jsonl").read_text().splitlines()]
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    assert [fault for row in rows for fault in faults(row, schema, schema)] == []
    assert [row["file"] for row in rows] == films
    read, missing = rows
    assert (read["networks"], read["views"], read["sex"]) == (2, 2, "F")
    assert read["bone_age_years"] == pytest.approx(read["bone_age_months"] / 12, abs=1e-3)
    assert read["interval_years"] is None and "nothere.png" in missing["error"]
    (page,) = (tmp_path / "pages").glob("*.html")
    assert page.read_text(encoding="utf-8").count("<img") == 2, "the film, and the map over it"
    said = capsys.readouterr()
    assert "no interval" in said.err and "films read: 1 of 2" in said.out


def test_evaluate_says_the_same_of_a_coco_file_and_of_a_table(
    place: Path, weights: list[str], tmp_path: Path
) -> None:
    figures = []
    for truth in ("hands.json", "table.csv"):
        out = tmp_path / f"{truth}.json"
        asked = ["evaluate", *MODEL, *weights, str(place / truth), "--views", "1"]
        assert main([*asked, "-o", str(out)]) == 0
        figures.append(json.loads(out.read_text()))
        assert cv2.imread(str(out.with_suffix(".png"))).std() > 5, "Bland-Altman beside it"
    assert figures[0]["all"] == figures[1]["all"]
    assert figures[0]["all"]["read"] == 3 and figures[0]["all"]["mae_months"] > 0
    assert {"model 1 sha256", "model 2 sha256", "truth"} <= set(figures[0]["facts"])


def test_calibrated_weights_give_intervals(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    small = PhantomParameters.from_mapping({"size_px": 128})
    frozen = exam.Exam("calibration_natural", 6, LEAST_FILMS, small, small.digest(), "1.0")
    monkeypatch.setattr(exam, "load_exam", lambda name: frozen)
    (tmp_path / "w.safetensors").write_bytes((place / "0.safetensors").read_bytes())
    weights = ["--weights", str(tmp_path / "w.safetensors"), "--views", "1"]
    asked = ["calibrate", *MODEL, *weights, "-n", str(LEAST_FILMS), "--cache", str(tmp_path)]
    assert main(asked) == 0
    (fitted,) = tmp_path.glob("w-*.interval.json")
    factor = json.loads(fitted.read_text())["factor"]
    out = tmp_path / "out"
    assert main(["infer", str(place / "000001.png"), *MODEL, *weights, "-o", str(out)]) == 0
    row = json.loads((out / "results.jsonl").read_text())
    low, high = row["interval_months"]
    assert high - row["bone_age_months"] == pytest.approx(factor, abs=2e-3), "one network, one view"
    assert low <= row["bone_age_months"] and row["digests"]["calibration"]
    assert "90% interval" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["infer", "a.png", *MODEL], "comes without weights; train configs/holistic/inception"),
        (["infer", "a.png", "--model", "holistic/x"], "'holistic/x' is unknown; known: holistic/"),
        (["infer", "a.png", *MODEL, "--finder", "none"], "--finder does not go with --model"),
        (["infer", "a.png", *MODEL, "--views", "0"], "--views 0: 1 "),
        (["infer", "a.png", "--cam"], "--cam goes with --model holistic/NAME"),
        (["infer", "a.png", "--weights", "a.onnx", "b.onnx"], "2 files; a bone detector is one"),
        (["infer", *MODEL, "--weights", "a.safetensors"], "no films were given"),
        (["evaluate", *MODEL, "--weights", "none.safetensors"], "there is no such weights file"),
        (["evaluate", *MODEL, "--stress"], "--stress does not go with --model"),
        (["evaluate", "--weights", "a.onnx", "a.json", "b.json"], "one TRUTH is wanted"),
        (["calibrate", "--weights", "a.onnx", "b.onnx"], "2 files; a bone detector is one"),
    ],
)
def test_what_does_not_go_together_is_refused(
    arguments: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if arguments[0] == "infer":
        arguments = [*arguments, "-o", str(tmp_path)]
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert words in said and "Traceback" not in said


def test_films_without_bone_ages_measure_nothing(
    place: Path, weights: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "t.csv").write_text("id,male\n000000,True\n")
    assert main(["evaluate", str(tmp_path / "t.csv"), *MODEL, *weights]) == 2
    assert "none of its 1 films has a bone age" in capsys.readouterr().err


def test_a_system_s_weights_are_no_detector_s(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    film, weights = str(place / "000000.png"), str(place / "0.safetensors")
    assert main(["infer", film, "--weights", weights, "-o", str(tmp_path)]) == 2
    assert "it reads with --model holistic/inception_winner" in capsys.readouterr().err
