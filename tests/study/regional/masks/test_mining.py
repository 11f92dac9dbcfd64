"""The mining loop: rounds by rule and by page, resumed, with the files that the docs name."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from boneage_kp.data.mask_table import read_mask, read_mask_table
from boneage_kp.engine.weights_file import read_weights
from boneage_kp.evaluation.mask_metric import overlap
from boneage_kp.study.regional.masks import mining, rounds
from boneage_kp.study.regional.masks.job import MaskJob, films_under, masks_given
from boneage_kp.study.regional.masks.mining import mine
from boneage_kp.study.regional.masks.rule import MaskRule
from tests.engine.regional.tiny_regions import mask_weights, plain_hand

RULE = MaskRule(least_agreement=0.8)
CONFIG = Path(__file__).parents[4] / "configs/regional/hand_mask.py"
MakeJob = Callable[..., MaskJob]


@pytest.fixture
def films(tmp_path: Path) -> Path:
    """Three hands, one with a plate beside it, and a film that shows nothing."""
    folder = tmp_path / "films"
    (folder / "more").mkdir(parents=True)
    cv2.imwrite(str(folder / "a.png"), plain_hand())
    cv2.imwrite(str(folder / "b.png"), np.ascontiguousarray(plain_hand()[:, ::-1]))
    spoilt = plain_hand()
    spoilt[2:14, 70:88] = 230
    cv2.imwrite(str(folder / "more/a.png"), spoilt)
    cv2.imwrite(str(folder / "nothing.png"), np.full((80, 60), 20, np.uint8))
    return folder


@pytest.fixture
def make_job(films: Path, tmp_path: Path) -> MakeJob:
    def job(**changes: object) -> MaskJob:
        given = dict(
            output=tmp_path / "out",
            root=films,
            films=films_under(films),
            given={},
            config=CONFIG,
            overrides=(),
            phantoms=0.5,
            rounds=3,
            by_page=False,
        )
        return MaskJob(**given | changes)  # type: ignore[arg-type]

    return job


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, list[str]]]:
    """Rounds that are trained, and on which films; the network finds what is bright."""
    calls: list[tuple[int, list[str]]] = []

    def train_round(job: MaskJob, number: int, masks: dict[str, Path]) -> None:
        files = job.files(number)
        if not files.weights.is_file():
            files.folder.mkdir(parents=True, exist_ok=True)
            mask_weights(files.weights)
            calls.append((number, sorted(masks)))

    monkeypatch.setattr(mining, "train_round", train_round)
    return calls


def run(job: MaskJob, said: list[str] | None = None) -> mining.Mined:
    return mine(job, RULE, (said if said is not None else []).append, lambda count: lambda n: None)


def test_by_the_rule_the_good_are_taken_and_the_worst_named(
    make_job: MakeJob, trained: list[tuple[int, list[str]]], films: Path
) -> None:
    said: list[str] = []
    job = make_job()
    mined = run(job, said)
    assert sorted(mined.masks) == ["a.png", "b.png"] and mined.waits_for is None
    assert trained == [(0, []), (1, ["a.png", "b.png"])], "nothing new: round 2 would learn nothing"
    assert said[0] == "round 0: 2 of 4 masks are good, 2 in all"
    rows = read_mask_table(job.output / "masks.csv")
    assert [row.film.resolve() for row in rows] == [films / "a.png", films / "b.png"]
    mask = read_mask(rows[0].mask, (120, 90))
    assert overlap(mask, plain_hand() > 100) > 0.9
    with (job.output / "worst.csv").open() as file:
        worst = list(csv.DictReader(file))
    assert [row["film"] for row in worst] == ["nothing.png", "more/a.png"]
    assert "no hand was found" in worst[0]["why"] and "largest piece" in worst[1]["why"]


def test_a_finished_job_is_not_done_again_and_may_have_more_rounds(
    make_job: MakeJob, trained: list[tuple[int, list[str]]]
) -> None:
    run(make_job(rounds=1))
    first = (make_job().files(0).measures).read_text()
    run(make_job(rounds=1))
    assert trained == [(0, [])]
    assert make_job().files(0).measures.read_text() == first
    run(make_job(rounds=2))
    assert [number for number, _ in trained] == [0, 1]
    with pytest.raises(ValueError, match="begun with other overrides, phantoms; name another"):
        run(make_job(phantoms=0.1, overrides=("epochs=1",)))


def test_a_stopped_prediction_goes_on_where_it_was(
    make_job: MakeJob, trained: list[tuple[int, list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = make_job(rounds=1)
    asked: list[str] = []
    whole = rounds._predict

    def stopped(job: MaskJob, files: object, name: str, network: object) -> object:
        asked.append(name)
        if len(asked) == 3:
            raise KeyboardInterrupt
        return whole(job, files, name, network)  # type: ignore[arg-type]

    monkeypatch.setattr(rounds, "_predict", stopped)
    with pytest.raises(KeyboardInterrupt):
        run(job)
    with job.files(0).measures.open("a") as file:
        file.write('{"name": "torn')
    mined = run(job)
    assert asked == [*job.films[:3], *job.films[2:]] and len(mined.masks) == 2


def test_a_page_waits_for_a_choice_and_the_choice_counts(
    make_job: MakeJob, trained: list[tuple[int, list[str]]]
) -> None:
    job = make_job(by_page=True, rounds=2)
    mined = run(job)
    files = job.files(0)
    assert mined.waits_for == files.choice and not (job.output / "masks.csv").exists()
    page = files.page.read_text()
    assert page.count('class="film"') == 3 and "1 films have no mask" in page
    assert 'data-name="more/a.png"' in page and 'aria-pressed="false"' in page
    assert files.thumbnail("a.png").is_file()
    files.choice.write_text(json.dumps({"round": 0, "good": ["more/a.png"]}))
    mined = run(job)
    assert list(mined.masks) == ["more/a.png"] and trained[1] == (1, ["more/a.png"])
    assert mined.waits_for == job.files(1).choice


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ("{", "is no choice of masks"),
        ('{"round": 3, "good": []}', "the choice of round 3; that of round 0 is wanted"),
        ('{"round": 0, "good": ["nothing.png"]}', "1 films that this round made no mask of"),
    ],
)
def test_other_choices_are_refused(
    make_job: MakeJob, trained: list[tuple[int, list[str]]], choice: str, words: str
) -> None:
    job = make_job(by_page=True)
    run(job)
    job.files(0).choice.write_text(choice)
    with pytest.raises(ValueError, match=words):
        run(job)


def test_a_person_s_masks_from_a_folder_and_from_a_table(films: Path, tmp_path: Path) -> None:
    names = films_under(films)
    assert names == ("a.png", "b.png", "more/a.png", "nothing.png")
    masks = tmp_path / "masks"
    masks.mkdir()
    with pytest.raises(ValueError, match="holds no NAME.png for any of the 4 films"):
        masks_given(masks, films, names)
    cv2.imwrite(str(masks / "b.png"), plain_hand())
    assert masks_given(masks, films, names) == {"b.png": masks / "b.png"}
    (masks / "t.csv").write_text("film,mask\n../films/more/a.png,b.png\n")
    assert masks_given(masks / "t.csv", films, names) == {"more/a.png": masks / "b.png"}
    (masks / "t.csv").write_text("film,mask\nb.png,b.png\n")
    with pytest.raises(ValueError, match="1 films are not under"):
        masks_given(masks / "t.csv", films, names)


def test_a_round_is_trained_on_masks_and_phantoms_from_the_last_one_s_weights(
    make_job: MakeJob, films: Path, tmp_path: Path
) -> None:
    cv2.imwrite(str(tmp_path / "m.png"), 255 * (plain_hand() > 100).astype(np.uint8))
    small = ("sizes=[(0, 64)]", "batch_size=2", "workers=0", "threads=1", "epochs=1")
    small += ("train_data.length=2", "val_data.length=1", "model.widths=(2, 3)")
    small += ("precision='fp32'", "hooks={}", "schedule.warmup_steps=1")
    job = make_job(overrides=small, given={"a.png": tmp_path / "m.png"})
    before = mask_weights(tmp_path / "w.safetensors")
    job.files(0).folder.mkdir(parents=True)
    job.files(0).weights.write_bytes(before.read_bytes())
    rounds.train_round(job, 1, job.given)
    files = job.files(1)
    assert read_mask_table(files.train)[0].mask.resolve() == tmp_path / "m.png"
    state, facts = read_weights(files.weights)
    config = json.loads(facts["config_json"])
    kinds = [one["type"] for one in config["train_data"]["datasets"]]
    assert kinds == ["MaskTable", "PhantomMasks"] and config["train_data"]["shares"] == [0.5, 0.5]
    start, _ = read_weights(before)
    off = (state["network.last.weight"] - start["network.last.weight"]).abs().max()
    assert 0 < off < 0.1, "begun from the weights before, and moved a step"
    stamp = files.weights.stat().st_mtime_ns
    rounds.train_round(job, 1, job.given)
    assert files.weights.stat().st_mtime_ns == stamp
