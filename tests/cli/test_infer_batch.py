"""`infer` on many films and with a person's stages; the network is one of pixels, all else real."""

import csv
import json
from pathlib import Path

import pytest

import boneage_kp
from boneage_kp.cli.infer_sources import films_asked_for
from boneage_kp.cli.main import main
from boneage_kp.engine.averaging import AveragingNetwork
from boneage_kp.engine.batch import predictor as batch_predictor
from boneage_kp.engine.batch.correction import SCHEMA_FILE
from boneage_kp.engine.batch.folder import READINGS, BatchFolder
from boneage_kp.engine.batch.pictures import Reader
from boneage_kp.engine.network import TorchNetwork
from boneage_kp.engine.shipped import ShippedWeightsError
from tests.engine.pixel_networks import ReadsEveryPixel, write_films
from tests.report.json_schema import faults


@pytest.fixture
def networks(monkeypatch: pytest.MonkeyPatch) -> list[ReadsEveryPixel]:
    """Every network that the command makes, in place of one from a weights file."""
    made: list[ReadsEveryPixel] = []

    def from_weights(path: Path, bf16: bool = False, calibrated: bool = True) -> ReadsEveryPixel:
        made.append(ReadsEveryPixel())
        return made[-1]

    monkeypatch.setattr(TorchNetwork, "from_weights", from_weights)
    monkeypatch.setattr(batch_predictor, "reader_of", lambda *asked: Reader("pixels, 512 px"))
    return made


def infer(out: Path, *arguments: object) -> int:
    fixed = ["--weights", "w", "--finder", "none", "-o", str(out)]
    return main(["infer", *map(str, arguments), *fixed])


def rows_of(out: Path, name: str = "results.jsonl") -> list[dict]:
    return [json.loads(line) for line in (out / name).read_text().splitlines()]


def csv_of(out: Path) -> list[dict[str, str]]:
    with open(out / "results.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_everything_of_a_batch_is_there(tmp_path: Path, networks: list, capsys) -> None:
    write_films(tmp_path / "films", 3)
    assert infer(tmp_path / "out", tmp_path / "films", "--sex", "F", "--age", 9, "--vis") == 0
    rows = rows_of(tmp_path / "out")
    assert [row["file"] for row in csv_of(tmp_path / "out")] == [row["file"] for row in rows]
    index = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    folder = BatchFolder(tmp_path / "out")
    for row in rows:
        page = folder.path("pages", row["file"])
        text = page.read_text(encoding="utf-8")
        assert page.stem in index and "../index.html" in text and "pixels, 512 px" in text
        assert json.loads(folder.path(READINGS, row["file"]).read_text()) == row
        assert folder.path("overlays", row["file"]).stat().st_size > 10_000
        assert folder.path("thumbnails", row["file"]).read_bytes()[:2] == b"\xff\xd8"
    assert "3 films" in capsys.readouterr().out


def test_resume_goes_on_and_tells_so(tmp_path: Path, networks: list, capsys) -> None:
    films = write_films(tmp_path / "films", 4)
    out = tmp_path / "out"
    assert infer(out, films[0].path, films[1].path, "--sex", "F") == 0
    assert infer(out, tmp_path / "films", "--sex", "F", "--resume") == 0
    assert len(networks[1].seen) == 2
    assert "2 of them finished before" in capsys.readouterr().out
    assert infer(tmp_path / "whole", tmp_path / "films", "--sex", "F") == 0
    for name in ("results.jsonl", "results.csv"):
        assert (out / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    # Without --resume everything is read anew.
    assert infer(out, tmp_path / "films", "--sex", "F") == 0
    assert len(networks[3].seen) == 4


def test_shards_leave_results_of_their_own(tmp_path: Path, networks: list) -> None:
    write_films(tmp_path / "films", 3)
    for part in (1, 2):
        assert infer(tmp_path / "out", tmp_path / "films", "--shard", f"{part}/2", "--vis") == 0
    assert len(rows_of(tmp_path / "out", "results-1-of-2.jsonl")) == 2
    assert len(rows_of(tmp_path / "out", "results-2-of-2.jsonl")) == 1
    assert not (tmp_path / "out" / "index.html").exists()
    assert infer(tmp_path / "out", tmp_path / "films", "--resume", "--vis") == 0
    assert networks[2].seen == [] and len(rows_of(tmp_path / "out")) == 3
    assert (tmp_path / "out" / "index.html").exists()


def test_set_keeps_machine_and_person_side_by_side(tmp_path: Path, networks: list, capsys) -> None:
    (film,) = write_films(tmp_path / "films", 1)
    out = tmp_path / "out"
    assert infer(out, film.path, "--sex", "F") == 0
    (machine,) = rows_of(out)
    assert infer(out, film.path, "--sex", "F", "--set", "radius=D", "--set", "ulna=E", "--vis") == 0
    (row,) = rows_of(out)
    assert row["bones"]["radius"]["stage"] == "D" and row["score"] != machine["score"]
    kept = row["correction"]["machine"]
    assert kept == {key: machine[key] for key in kept} and "score" in kept
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    assert faults(row["correction"], schema, schema) == []
    (cells,) = csv_of(out)
    assert cells["machine_score"] == str(machine["score"]) and cells["score"] == str(row["score"])
    assert cells["corrected"].endswith(">E") and cells["radius_machine_stage"]
    page = BatchFolder(out).path("pages", str(film.path)).read_text(encoding="utf-8")
    assert str(machine["score"]) in page and str(row["score"]) in page


def test_from_scores_an_edited_reading_anew_in_its_batch(
    tmp_path: Path, networks: list, capsys
) -> None:
    films = write_films(tmp_path / "films", 3)
    out, folder = tmp_path / "out", BatchFolder(tmp_path / "out")
    assert infer(out, tmp_path / "films", "--sex", "F", "--vis") == 0
    before = rows_of(out)
    reading = folder.path(READINGS, str(films[1].path))
    row = json.loads(reading.read_text())
    row["bones"]["mc3"]["stage"] = "B" if row["bones"]["mc3"]["stage"] != "B" else "C"
    reading.write_text(json.dumps(row))
    # Going on would lose the edit: its film is told apart, and the file is left alone.
    assert infer(out, tmp_path / "films", "--sex", "F", "--vis", "--resume") == 1
    assert "edited by hand at mc3" in rows_of(out)[1]["error"]
    assert json.loads(reading.read_text()) == row
    assert infer(out, "--from", reading, "--set", "radius=C", "--vis") == 0
    after = rows_of(out)
    assert [one["file"] for one in after] == [one["file"] for one in before]
    assert after[0] == before[0] and after[2] == before[2]
    assert set(after[1]["correction"]["bones"]) == {"radius", "mc3"}
    assert after[1]["correction"]["machine"]["score"] == before[1]["score"]
    assert csv_of(out)[1]["machine_score"] == str(before[1]["score"])
    assert folder.path("pages", str(films[1].path)).exists()
    said = capsys.readouterr().out
    assert f"machine: score {before[1]['score']}" in said and "radius" in said
    # From here on it is a finished reading like any other, and survives lost pictures.
    assert infer(out, tmp_path / "films", "--sex", "F", "--vis", "--resume") == 0
    assert rows_of(out) == after
    folder.path("overlays", str(films[1].path)).unlink()
    assert infer(out, tmp_path / "films", "--sex", "F", "--vis", "--resume") == 0
    assert rows_of(out) == after


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--from", "{reading}"], "no stage differs"),
        (["--from", "{reading}", "--set", "radius=K"], "stage 'K'"),
        (["--from", "{reading}", "--set", "thumb=G"], "bone 'thumb'"),
        (["--from", "{reading}", "--set", "radius=G", "--sex", "M"], "was read with sex F"),
        (["--from", "{reading}", "{films}"], "give one of them"),
        (["--from", "gone.json", "--set", "radius=G"], "gone.json"),
        (["{films}", "--set", "radius=G"], "--set with 2 films"),
        (["{films}", "--set", "radius=G", "--resume"], "--set with --resume"),
        (["{films}", "--shard", "3/2"], "wanted I/N"),
        (["{films}", "--average", "turns"], "turns"),
        ([], "no films were given"),
    ],
)
def test_what_cannot_be_done_is_said(
    tmp_path: Path, networks: list, capsys, arguments: list[str], message: str
) -> None:
    films = write_films(tmp_path / "films", 2)
    assert infer(tmp_path / "out", films[0].path, "--sex", "F") == 0
    reading = BatchFolder(tmp_path / "out").path(READINGS, str(films[0].path))
    given = [text.format(reading=reading, films=tmp_path / "films") for text in arguments]
    before = reading.read_bytes()
    assert infer(tmp_path / "out", *given) == 2
    assert message in capsys.readouterr().err
    assert reading.read_bytes() == before


def test_a_moved_film_costs_the_pictures_and_nothing_else(
    tmp_path: Path, networks: list, capsys
) -> None:
    (film,) = write_films(tmp_path / "films", 1)
    assert infer(tmp_path / "out", film.path, "--sex", "F") == 0
    reading = BatchFolder(tmp_path / "out").path(READINGS, str(film.path))
    film.path.rename(tmp_path / "elsewhere.png")
    assert infer(tmp_path / "new", "--from", reading, "--set", "radius=G", "--vis") == 0
    assert "no pictures" in capsys.readouterr().err
    assert rows_of(tmp_path / "new")[0]["bones"]["radius"]["stage"] == "G"


def test_results_inside_the_folder_of_films_are_no_films(tmp_path: Path, networks: list) -> None:
    write_films(tmp_path / "films", 2)
    out = tmp_path / "films" / "out"
    for _ in range(2):
        assert infer(out, tmp_path / "films", "--vis") == 0
        assert len(rows_of(out)) == 2


def test_averaging_is_another_setting(tmp_path: Path, networks: list) -> None:
    (film,) = write_films(tmp_path / "films", 1)
    assert infer(tmp_path / "out", film.path, "--sex", "F") == 0
    assert infer(tmp_path / "out", film.path, "--sex", "F", "--average", "flips", "--resume") == 0
    assert len(networks[1].seen) == 2
    made = batch_predictor.make_predictor(Path("w"), "none", average=["flips", "scales"])
    assert isinstance(made.network, AveragingNetwork) and len(made.network.views) == 6


def test_manifests_folders_and_files_without_ending(tmp_path: Path) -> None:
    write_films(tmp_path, 2)
    (tmp_path / "IM0001").write_bytes(b"\0" * 128 + b"DICM")
    (tmp_path / "README").write_text("no film")
    (tmp_path / "empty.png").mkdir()
    (tmp_path / "list.csv").write_text("file,sex\nfilm 0.png,M\n")
    found = films_asked_for([str(tmp_path / "list.csv"), str(tmp_path)])
    assert [film.path.name for film in found] == ["film 0.png", "IM0001", "film 1.png"]
    assert [film.sex_source for film in found] == ["manifest", "given", "given"]
    (folder,) = films_asked_for([str(tmp_path / "empty.png")])
    assert folder.path.name == "empty.png"  # becomes a row that says what it is


def test_read_hand_keeps_its_network(tmp_path: Path, networks: list) -> None:
    films = write_films(tmp_path / "films", 2)
    batch_predictor.kept_predictor.cache_clear()
    one = boneage_kp.read_hand(films[0].path, sex="F", weights="w", finder="none")
    other = boneage_kp.read_hand(str(films[1].path), "M", 9.5, weights="w", finder="none")
    assert len(networks) == 1 and one.sex == "F" and other.sex == "M"
    assert one.file_name == str(films[0].path) and one.score is not None
    batch_predictor.kept_predictor.cache_clear()


def test_read_hand_without_weights_says_the_cure(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setattr("boneage_kp.engine.shipped.FOLDER", tmp_path)
    batch_predictor.kept_predictor.cache_clear()
    with pytest.raises(ShippedWeightsError, match="--weights FILE"):
        boneage_kp.read_hand("film.png", sex="F")
