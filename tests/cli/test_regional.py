"""`boneage-kp regional` and `--model regional/FILE.json` from the command line."""

import csv
import json
from pathlib import Path

import cv2
import pytest

from boneage_kp.cli.main import main
from boneage_kp.data.formats import coco
from boneage_kp.data.formats.coco_file import HandFile
from boneage_kp.engine.whole_image.interval import LEAST_FILMS
from boneage_kp.film.image import read_grey
from boneage_kp.phantom.generate import generate
from boneage_kp.phantom.parameters import PhantomParameters
from boneage_kp.report.age_row import SCHEMA_FILE
from boneage_kp.schema.records import HandRecord
from boneage_kp.study.exam import exam
from tests.engine.regional.tiny_regions import mask_weights, region_weights
from tests.report.json_schema import faults

FILMS = 24


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Members, a mask, and a validation set of small phantoms."""
    folder = tmp_path_factory.mktemp("regional")
    region_weights(folder / "a.safetensors")
    region_weights(folder / "b.safetensors", "b", "classification", seed=1)
    mask_weights(folder / "mask.safetensors")
    parameters = PhantomParameters.from_mapping({"size_px": 128, "film.inverted.probability": 0.0})
    records: list[HandRecord] = []
    for index in range(FILMS):
        phantom = generate(parameters, 4, index)
        cv2.imwrite(str(folder / phantom.record.file_name), phantom.image)
        records.append(phantom.record)
    coco.write(HandFile(records=tuple(records)), folder / "hands.json")
    rows = [f"{Path(r.file_name).stem},{r.bone_age_months},{r.sex == 'M'}" for r in records[:3]]
    (folder / "bare.csv").write_text("\n".join(["id,boneage,male", *rows]))
    return folder


@pytest.fixture(scope="module")
def ensemble(place: Path) -> Path:
    members = [str(place / name) for name in ("a.safetensors", "b.safetensors")]
    out = place / "ensemble"
    asked = ["regional", "ensemble", str(place / "hands.json"), "--members", *members]
    assert main([*asked, "-o", str(out)]) == 0
    return out / "ensemble.json"


def test_the_ensemble_its_table_and_its_plot(place: Path, ensemble: Path) -> None:
    made = json.loads(ensemble.read_text())
    assert [one["file"] for one in made["members"]] == ["../a.safetensors", "../b.safetensors"]
    assert made["mask"] is None and made["points"] is None
    assert made["fitted_on"]["films"] == FILMS and made["fitted_on"]["unregistered"] == 0
    assert set(made["combinations"]) == {"M", "F", "unknown"}
    text = (ensemble.parent / "table.txt").read_text()
    assert "A regression, both" in text and "B, its members" in text and "five folds" in text
    with (ensemble.parent / "answers.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == FILMS and rows[0]["ensemble"] and rows[0]["sex"] in ("M", "F")
    cells = json.loads((ensemble.parent / "table.json").read_text())
    whole = [c for c in cells if (c["sex"], c["stage"]) == ("all", "all")]
    errors = [abs(float(r["ensemble"]) - float(r["bone_age_months"])) for r in rows]
    assert whole[-1]["read_by"] == "ensemble"
    assert whole[-1]["mae_months"] == pytest.approx(sum(errors) / FILMS, abs=1e-2)
    assert cv2.imread(str(ensemble.parent / "stages.png")).std() > 5


def test_infer_reads_with_it_and_says_that_it_has_no_points(
    place: Path, ensemble: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["infer", str(place / "000000.png"), "--sex", "F", "--cam", "-o", str(tmp_path)]
    assert main([*asked, "--model", f"regional/{ensemble}"]) == 0
    (row,) = [json.loads(line) for line in (tmp_path / "results.jsonl").read_text().splitlines()]
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    assert faults(row, schema, schema) == []
    assert row["model"] == "holistic/regional_vgg" and row["views"] == 1
    assert {"ensemble", "model 1", "model 2"} <= set(row["digests"])
    said = capsys.readouterr().err
    assert "names no bone detector" in said and "no interval" in said
    (page,) = (tmp_path / "pages").glob("*.html")
    assert page.read_text(encoding="utf-8").count("<img") == 2, "the film, and the map over it"


def test_an_ensemble_is_calibrated_as_it_is_whether_it_names_a_detector_or_not(
    place: Path,
    ensemble: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    small = PhantomParameters.from_mapping({"size_px": 128, "film.inverted.probability": 0.0})
    frozen = exam.Exam("calibration_natural", 6, LEAST_FILMS, small, small.digest(), "1.0")
    monkeypatch.setattr(exam, "load_exam", lambda name: frozen)
    model = ["--model", f"regional/{ensemble}"]
    asked = ["calibrate", *model, "-n", str(LEAST_FILMS), "--cache", str(tmp_path)]
    assert main(asked) == 0
    said = capsys.readouterr()
    assert "names no bone detector" in said.err and f"on {LEAST_FILMS} phantoms" in said.out
    (fitted,) = ensemble.parent.glob("ensemble-*.interval.json")
    film = str(place / "000001.png")
    assert main(["infer", film, "--sex", "M", *model, "-o", str(tmp_path / "out")]) == 0
    (row,) = [json.loads(line) for line in (tmp_path / "out/results.jsonl").open()]
    assert row["interval_months"] is not None and row["digests"]["calibration"]
    fitted.unlink()  # the other tests' ensemble is as it was
    assert main(["calibrate", "-n", "20"]) == 2
    assert "Give --weights FILE" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--model", "holistic/regional_vgg"], "one regional network reads a region, not a film"),
        (["--model", "regional/none.json"], "there is no such ensemble"),
        (["--model", "regional/x.json", "--views", "2"], "--views 2 does not go with"),
        (
            ["--model", "regional/x.json", "--weights", "a.onnx", "b.onnx"],
            "2 files; with --model regional/... it is one bone detector",
        ),
    ],
)
def test_what_does_not_go_together_is_refused(
    arguments: list[str],
    words: str,
    place: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["infer", str(place / "000000.png"), *arguments, "-o", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert words in said and "Traceback" not in said


def test_films_are_prepared_with_their_labels_points(place: Path, tmp_path: Path) -> None:
    asked = ["regional", "prepare", str(place / "hands.json"), "-o", str(tmp_path)]
    assert main([*asked, "--mask", str(place / "mask.safetensors")]) in (0, 1)
    hands = coco.read(tmp_path / "hands.json").records
    with (tmp_path / "left_out.csv").open() as file:
        left_out = list(csv.DictReader(file))
    assert len(hands) + len(left_out) == FILMS and hands
    before = {Path(r.file_name).stem: r for r in coco.read(place / "hands.json").records}
    for record in hands[:2]:
        old = before[Path(record.file_name).stem]
        assert record.bone_age_months == old.bone_age_months and record.sex == old.sex
        assert record.bones["radius"].xy_px == old.bones["radius"].xy_px
        film = read_grey(tmp_path / record.file_name)
        assert film.shape == record.size_hw and (film == 0).mean() > 0.05


def test_films_without_points_want_a_detector(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["regional", "prepare", str(place / "bare.csv"), "-o", str(tmp_path)]) == 2
    assert "has no points, and --weights gives no bone detector" in capsys.readouterr().err


def test_the_same_member_twice_and_wrong_shares_are_refused(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    member = str(place / "a.safetensors")
    asked = ["regional", "ensemble", str(place / "hands.json"), "-o", str(tmp_path)]
    assert main([*asked, "--members", member, member]) == 2
    assert "stands there twice" in capsys.readouterr().err
    asked = ["regional", "masks", "--films", str(place), "-o", str(tmp_path)]
    assert main([*asked, "--phantoms", "1.5"]) == 2
    assert "--phantoms 1.5: a share from 0 to below 1" in capsys.readouterr().err
    assert main([*asked, "--rounds", "0"]) == 2


def test_every_step_answers_help(capsys: pytest.CaptureFixture[str]) -> None:
    for step in ("masks", "prepare", "ensemble"):
        with pytest.raises(SystemExit) as caught:
            main(["regional", step, "--help"])
        assert caught.value.code == 0
        assert f"usage: boneage-kp regional {step}" in capsys.readouterr().out
