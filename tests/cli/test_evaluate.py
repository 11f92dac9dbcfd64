"""`boneage-kp evaluate`: its figures are the yardstick's, and nothing missing flatters them."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from boneage_kp.cli.evaluate_films import read_films
from boneage_kp.cli.main import main
from boneage_kp.data.formats import coco
from boneage_kp.engine.network import NetworkReading
from boneage_kp.engine.predictor import Predictor
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.layout import TEMPLATE
from boneage_kp.schema.records import BoneLabel, HandRecord, Sex
from boneage_kp.standards import load_standard


def some_truths(seed: int, films: int = 19) -> list[HandRecord]:
    """Films of three sources with random points, some unlabelled, and random ages."""
    rng = np.random.default_rng(seed)
    records = []
    for i in range(films):
        shown = rng.random(len(HAND)) > 0.25
        shown[[HAND.index_of(name) for name in ("pp3", "dp3")]] = True
        bones = {
            name: BoneLabel((float(x), float(y)), 2) if here else BoneLabel()
            for name, here, (x, y) in zip(
                HAND.names, shown, rng.uniform(100, 1400, (len(HAND), 2)).round(1), strict=True
            )
        }
        records.append(
            HandRecord(
                f"images/{i}.png",
                (1500, 1500),
                bones,
                sex=(Sex.MALE, Sex.FEMALE, None)[i % 3],
                bone_age_months=float(rng.integers(10, 230)) if i % 7 else None,
                given_hand_length_px=round(rng.uniform(900, 1400), 1),
                point_source=f"source {rng.integers(3)}",
            )
        )
    return records


def some_predictions(truths: list[HandRecord], seed: int) -> dict:
    """Points beside the truth, some missed, one film not read; ages, bounds and a rejection."""
    rng = np.random.default_rng(seed + 1)
    found = {}
    for i, truth in enumerate(truths[:-1]):
        points = {
            name: [round(v + rng.normal(0, 25), 3) for v in label.xy_px]
            for name, label in truth.bones.items()
            if label.xy_px is not None and rng.random() > 0.15
        }
        age = None if truth.bone_age_months is None else truth.bone_age_months / 12
        found[truth.file_name] = {
            "bones": points,
            "bone_age_years": None if age is None or i == 2 else max(0.0, age + rng.normal()),
            "bone_age_bound": "mature" if i == 2 else None,
            "verdict": "rejected" if i == 5 else "ok",
        }
    return found


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    truths = some_truths(3)
    coco.write(truths, tmp_path / "truth.json")
    (tmp_path / "found.json").write_text(json.dumps(some_predictions(truths, 3)))
    return tmp_path / "truth.json", tmp_path / "found.json"


def evaluate(*arguments: object) -> int:
    return main(["evaluate", *map(str, arguments)])


@pytest.mark.parametrize("through_jsonl", [False, True])
def test_figures_equal_the_yardstick(
    files: tuple[Path, Path], reference: Path, tmp_path: Path, through_jsonl: bool
) -> None:
    script = reference / "real/measure.py"
    if not script.is_file():
        pytest.skip(f"the yardstick {script} is not there")
    truth, found = files
    if through_jsonl:
        rows = [{"file": f"/x/{k}", **v} for k, v in json.loads(found.read_text()).items()]
        found = tmp_path / "results.jsonl"
        found.write_text("\n".join(map(json.dumps, rows)))
    again, out = tmp_path / "plain.json", tmp_path / "figures.json"
    code = evaluate(truth, "--readings", found, "-o", out, "--no-oks", "--write-predictions", again)
    assert code == 0
    command = [sys.executable, str(script), str(again), "--truth", str(truth), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    wanted, got = json.loads(done.stdout), json.loads(out.read_text())
    points, centred = got["keypoints"], got["centred"]
    pairs = [("all", points["overall"], centred["overall"])]
    pairs += [(n, points["by_bone"][n], centred["by_bone"][n]) for n in HAND.names]
    for group, raw, own in pairs:
        compare(raw, wanted[group]["raw"], ("0.02", "0.04"))
        compare(own, wanted[group]["centred"], ("0.02",))
    for source, own in centred["by_source"].items():
        compare(own, wanted[source]["centred"], ("0.02",))
    age, ages = got["age"], wanted["ages"]
    assert (age["overall"]["films"], age["overall"]["read"]) == (
        ages["films_with_age"],
        ages["read"],
    )
    # no test at all, were every film read and every bone found
    assert ages["read"] < ages["films_with_age"] and wanted["all"]["raw"]["missed"] > 5
    assert age["overall"]["mae_years"] == pytest.approx(ages["mae_years"])
    assert age["overall"]["bias_years"] == pytest.approx(ages["bias_years"])
    assert age["spearman"] == pytest.approx(ages["spearman"])


def compare(got: dict, wanted: dict, radii: tuple[str, ...]) -> None:
    for radius in radii:
        assert got["pck"][radius] == pytest.approx(wanted[f"pck@{radius}"])
    share = got["share"]
    assert (share["n"], share["missed"]) == (wanted["n"], wanted["missed"])
    assert (None if share["median"] == "inf" else share["median"]) == pytest.approx(
        wanted["median"], abs=1e-5
    )
    assert share["p95_found"] == pytest.approx(wanted["p95_of_found"], abs=1e-5)


def test_the_table_says_what_it_is_of(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    truth, found = files
    assert evaluate(truth, "--readings", found, "--no-oks", "--title", "a reader") == 0
    out = capsys.readouterr().out
    assert out.startswith("a reader: 18 of 19 films read\n")
    assert "Points\n" in out and "Centred points\n" in out and "Bone age\n" in out
    assert "truth: truth.json (sha256 " in out and "1 rejected" in out
    assert "standard: tw3_rus (" in out and str(truth.parent) not in out


def test_the_page_loads_nothing_and_has_plots(files: tuple[Path, Path], tmp_path: Path) -> None:
    truth, found = files
    page = tmp_path / "page.html"
    assert evaluate(truth, "--readings", found, "--no-oks", "-o", page) == 0
    text = page.read_text()
    assert text.startswith("<!doctype html>") and "data:image/png;base64," in text
    assert "http://" not in text and "https://" not in text


def test_oks_is_there_when_it_can_be(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pycocotools")
    truth, found = files
    assert evaluate(truth, "--readings", found, "--format", "json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema_version"] == 1 and 0 <= document["oks"]["ap"] <= 1


def test_films_without_points_still_count_for_ages(tmp_path: Path) -> None:
    truths = some_truths(8, films=3)
    truth, found, out = (tmp_path / name for name in ("t.json", "p.json", "o.json"))
    coco.write(truths, truth)
    document = json.loads(truth.read_text())
    document["annotations"] = document["annotations"][:2]
    document["images"][2]["bone_age_months"] = 120
    truth.write_text(json.dumps(document))
    found.write_text(json.dumps({truths[2].file_name: {"bone_age_years": 11.0}}))
    assert evaluate(truth, "--readings", found, "-o", out, "--no-oks") == 0
    figures = json.loads(out.read_text())
    assert (figures["films"], figures["films_read"]) == (3, 1)
    assert figures["age"]["overall"]["read"] == 1
    assert figures["age"]["overall"]["mae_years"] == pytest.approx(1.0)


def test_bad_input_stops_with_its_place_and_cure(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    truth, found = files
    assert evaluate(truth, "--readings", tmp_path / "none.json") == 2
    assert "none.json: No such file" in capsys.readouterr().err
    strange = tmp_path / "strange.json"
    strange.write_text('{"other.png": {"bones": {}}}')
    assert evaluate(truth, "--readings", strange) == 2
    assert "film 'other.png', film: has no truth; wanted a film" in capsys.readouterr().err
    assert evaluate(truth, "--readings", found, "--format", "html") == 2
    assert "-o page.html" in capsys.readouterr().err
    assert evaluate(found, "--readings", found) == 2
    assert "wanted a COCO file of hands" in capsys.readouterr().err


def test_stages_of_another_standard_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (record,) = some_truths(4, films=1)
    rated = {name: replace(label, stage="E") for name, label in record.bones.items()}
    record = replace(record, bones=rated, standard_id="tw2_rus_uk")
    coco.write([record], tmp_path / "t.json")
    (tmp_path / "p.json").write_text("{}")
    assert evaluate(tmp_path / "t.json", "--readings", tmp_path / "p.json", "--no-oks") == 2
    err = capsys.readouterr().err
    assert "'tw2_rus_uk'" in err and "--standard tw2_rus_uk" in err


class Oracle:
    """A network that answers with a hand in the usual layout wherever it looks; stage E."""

    digest = "0f" * 32
    input_hw = (64, 96)

    def __init__(self) -> None:
        self.standard = load_standard("tw3_rus")

    def read(self, grey: np.ndarray) -> NetworkReading:
        films, bones = len(grey), len(HAND)
        points = np.array([TEMPLATE[name] for name in HAND.names])
        points = (points - points.min(axis=0)) / np.ptp(points, axis=0).max() * 50 + 5
        posterior = np.zeros((films, bones, 9))
        posterior[:, :, 4] = 1.0
        sure = np.ones((films, bones))
        xy_px = np.tile(points, (films, 1, 1))
        return NetworkReading(xy_px, sure, 0 * sure, posterior, np.full(films, 50.0))


def test_films_of_the_truth_are_read(tmp_path: Path) -> None:
    cv2 = pytest.importorskip("cv2")
    (tmp_path / "images").mkdir()
    truths = [replace(r, size_hw=(64, 96)) for r in some_truths(5, films=3)]
    for record in truths:
        cv2.imwrite(str(tmp_path / record.file_name), np.full((64, 96), 90, np.uint8))
    readings = read_films(Predictor(Oracle()), truths, tmp_path, batch=2)
    assert [r.file_name for r in readings] == [r.file_name for r in truths]
    assert [r.sex for r in readings] == [r.sex for r in truths]
    assert all(r.bones["radius"].stage == "E" for r in readings)
    (tmp_path / truths[1].file_name).unlink()
    with pytest.raises(ValueError, match="images/1.png"):
        read_films(Predictor(Oracle()), truths, tmp_path)


def test_weights_that_are_none_are_refused(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("mmengine")
    truth, found = files
    assert evaluate(truth, "--weights", found) == 2
    assert "no safetensors file" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        evaluate(truth, "--weights", found, "--readings", found)
