"""`--model holistic/NAME` from the command line: infer, evaluate, calibrate, and each refusal."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import cv2
import pytest

from boneage_kp.cli.calibrate_holistic import errors_of
from boneage_kp.cli.main import main
from boneage_kp.data.formats.coco import HandFile, write
from boneage_kp.engine.films import Film
from boneage_kp.engine.whole_image.interval import LEAST_FILMS
from boneage_kp.engine.whole_image.reader import AgeReader
from boneage_kp.film.error import FilmError
from boneage_kp.phantom.generate import generate
from boneage_kp.phantom.parameters import PhantomParameters
from boneage_kp.report.age_reading import AgeReading
from boneage_kp.report.age_row import SCHEMA_FILE
from boneage_kp.schema.records import HandRecord, Sex
from boneage_kp.study.exam import exam
from tests.engine.pixel_networks import whole_tree
from tests.engine.tiny_ages import age_weights
from tests.report.html_tree import read_html
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
    assert "no interval" in said.err and "2 films, 1 read, 1 unreadable" in said.out
    with (tmp_path / "results.csv").open(encoding="utf-8", newline="") as file:
        cells = list(csv.DictReader(file))
    assert [one["file"] for one in cells] == films and "nothere.png" in cells[1]["error"]
    assert cells[0]["bone_age_months"] == str(read["bone_age_months"])
    index = read_html((tmp_path / "index.html").read_text(encoding="utf-8"))
    assert "../index.html" in page.read_text(encoding="utf-8")
    (link,), (picture,) = index.all("a"), index.all("img")
    assert link.attributes["href"] == f"pages/{page.name}"
    assert (tmp_path / str(picture.attributes["src"])).read_bytes()[:2] == b"\xff\xd8"
    shown = index.all("tbody").__next__().text()
    assert "Not checked" in shown and "Unreadable" in shown and "Checks passed" not in shown


class Counted:
    """How many films were read by a network, in place of `AgeReader.read`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.films: list[str] = []
        real = AgeReader.read

        def read(reader: AgeReader, film: Film, with_map: bool = False) -> AgeReading:
            self.films.append(Path(film.name).name)
            return real(reader, film, with_map)

        monkeypatch.setattr(AgeReader, "read", read)


def test_a_batch_goes_on_where_it_stopped(
    place: Path,
    weights: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    films, read = [str(place / f"00000{n}.png") for n in range(3)], Counted(monkeypatch)

    def infer(out: str, *more: str) -> int:
        asked = ["infer", *MODEL, *weights, "--views", "1", "--vis", "-o", str(tmp_path / out)]
        return main([*asked, *more])

    assert infer("whole", *films, "--sex", "F") == 0
    assert infer("out", *films[:2], "--sex", "F") == 0
    capsys.readouterr(), read.films.clear()
    assert infer("out", *films, "--sex", "F", "--resume") == 0
    assert read.films == ["000002.png"]
    assert "3 films, 3 read; 2 of them finished before" in capsys.readouterr().out
    assert whole_tree(tmp_path / "out") == whole_tree(tmp_path / "whole")
    # Another sex, and a map that was not there, are other readings; what is gone for now stays.
    for more in (("--sex", "M"), ("--sex", "F", "--cam")):
        read.films.clear()
        assert infer("out", *films, *more, "--resume") == 0
        assert len(read.films) == 3
    read.films.clear()
    before = whole_tree(tmp_path / "out" / "readings")
    (tmp_path / "out" / "thumbnails").rename(tmp_path / "gone")
    (tmp_path / "out" / "thumbnails").mkdir()
    assert infer("out", films[0], str(place / "away.png"), "--sex", "F", "--cam", "--resume") == 1
    assert read.films == ["000000.png"], "its picture is made anew"
    assert before.items() <= whole_tree(tmp_path / "out" / "readings").items()


def test_shards_of_a_batch_are_gathered(
    place: Path, weights: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ["infer", *MODEL, *weights, "--views", "1", str(place / "00000*.png"), "--vis"]
    asked += ["-o", str(tmp_path)]
    for part in ("1/2", "2/2"):
        assert main([*asked, "--shard", part]) == 0
    assert len((tmp_path / "results-1-of-2.jsonl").read_text().splitlines()) == 2
    assert not (tmp_path / "index.html").exists()
    read = Counted(monkeypatch)
    assert main([*asked, "--resume"]) == 0
    assert read.films == [] and (tmp_path / "index.html").exists()
    assert len((tmp_path / "results.csv").read_text().splitlines()) == 4


def test_a_whole_image_reading_has_no_stages_to_correct(
    place: Path, weights: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    film = str(place / "000000.png")
    assert main(["infer", film, *MODEL, *weights, "--views", "1", "-o", str(tmp_path)]) == 0
    (reading,) = (tmp_path / "readings").glob("*.json")
    assert main(["infer", "--from", str(reading), "--set", "radius=F", "-o", str(tmp_path)]) == 2
    assert "by holistic/inception_winner, which rates no bone" in capsys.readouterr().err


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


def test_a_phantom_that_is_refused_is_left_out_of_the_fit_and_told(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    class RefusesTheFirst:
        refused = False

        def read(self, film: Film) -> AgeReading:
            if not self.refused:
                self.refused = True
                raise FilmError("no hand on it").of_film("first.png")
            return AgeReading(film.name, "tj_net", film.sex, 1, 1, 100.0, 2.5)

    error, spread = errors_of(RefusesTheFirst(), place / "hands.json")  # type: ignore[arg-type]
    assert error.shape == (2,) and spread.tolist() == [2.5, 2.5]
    said = capsys.readouterr().err
    assert "1 of 3 phantoms were refused, such as first.png: no hand on it" in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["infer", "a.png", *MODEL], "comes without weights; train configs/holistic/inception"),
        (["infer", "a.png", "--model", "holistic/x"], "'holistic/x' is unknown; known: holistic/"),
        (["infer", "a.png", *MODEL, "--finder", "none"], "--finder does not go with --model"),
        (["infer", "a.png", *MODEL, "--views", "0"], "--views 0: 1 "),
        (["infer", "a.png", *MODEL, "--batch", "4"], "--batch 4 does not go with --model"),
        (["infer", "a.png", *MODEL, "--set", "ulna=F"], "--set does not go with --model"),
        (["infer", "a.png", *MODEL, "--shard", "3/2"], "--shard '3/2': wanted I/N"),
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
