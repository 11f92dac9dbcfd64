"""What takes part, what a budget is in steps, what the table says, how ages are compared."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from boneage_kp.engine.hooks.csv_log import write_row
from boneage_kp.engine.hooks.nan_stop import LossFault
from boneage_kp.models.holistic.recipe import known_systems as known_models
from boneage_kp.schema.records import HandRecord, Sex
from boneage_kp.study.system_comparison import training
from boneage_kp.study.system_comparison.budget import Budget
from boneage_kp.study.system_comparison.command import REGIONAL_PARTS
from boneage_kp.study.system_comparison.films import SharedFilms
from boneage_kp.study.system_comparison.measure import Answer, SetFigures, figures_of
from boneage_kp.study.system_comparison.part_run import PartRun, TrainFilms, part_run
from boneage_kp.study.system_comparison.systems import (
    System,
    chosen,
    known_systems,
    overrides_by_part,
)
from boneage_kp.study.system_comparison.table import Row, to_markdown


def systems_of(root: Path, regional: Sequence[str] = REGIONAL_PARTS) -> dict[str, System]:
    return known_systems(root / "configs", root / "configs/fpn_r18.py", regional)


def test_every_whole_image_config_the_pipeline_and_the_detector_take_part(root: Path) -> None:
    known = systems_of(root)
    configs = {path.stem for path in (root / "configs/holistic").glob("*.py")}
    assert set(known) == configs | {"regional", "detector", "detector_shipped"}
    assert set(known_models()) - {"regional_vgg"} <= configs, "each system has a config of its name"
    parts = [part.name for part in known["regional"].parts]
    assert parts == ["hand_mask", *(f"regional_{x}_regression" for x in "abc")]
    assert all(part.config.is_file() for one in known.values() for part in one.parts)
    assert known["detector_shipped"].parts == ()
    assert [one.name for one in chosen(known, ["regional", "tj_net"])] == ["tj_net", "regional"]
    assert chosen(known, None) == list(known.values())


def test_what_is_not_known_is_refused_with_what_is(root: Path, tmp_path: Path) -> None:
    known = systems_of(root)
    with pytest.raises(ValueError, match="--systems 'tjnet' is unknown; known: .*tj_net"):
        chosen(known, ["tjnet"])
    with pytest.raises(
        ValueError, match=r"--regional 'd_regression': there is no .*; known: hand_"
    ):
        systems_of(root, ["d_regression"])
    with pytest.raises(ValueError, match="at least one region"):
        systems_of(root, ["hand_mask"])
    with pytest.raises(ValueError, match=r"holds no holistic/\*.py; name the folder with --conf"):
        known_systems(tmp_path, tmp_path / "x.py", REGIONAL_PARTS)


def test_settings_are_for_all_or_for_those_whose_name_fits(root: Path) -> None:
    picked = chosen(systems_of(root), ["tj_net", "tj_net_large", "regional"])
    given = ["epochs=2", "tj_net*:model.width=0.1", "hand_mask:model.widths=(4, 8)"]
    found = overrides_by_part(picked, given)
    assert found["tj_net"] == found["tj_net_large"] == ["epochs=2", "model.width=0.1"]
    assert found["hand_mask"] == ["epochs=2", "model.widths=(4, 8)"]
    assert found["regional_a_regression"] == ["epochs=2"]
    with pytest.raises(ValueError, match="no network that is trained is called 'fpn_r18'; there"):
        overrides_by_part(picked, ["fpn_r18:batch_size=2"])


def test_a_budget_is_images_or_minutes_and_can_be_shared() -> None:
    assert Budget(images=400).steps(16, None) == 25
    assert Budget(minutes=4).steps(16, 0.5) == 480
    assert Budget(images=3).steps(16, None) == 1, "a step at the least"
    assert Budget(images=400).share(4) == Budget(images=100)
    assert Budget(minutes=3).share(4).words == "0.75 minutes"
    for wrong in ({}, {"images": 1, "minutes": 1.0}, {"images": 0}, {"minutes": float("inf")}):
        with pytest.raises(ValueError, match="budget"):
            Budget(**wrong)


def tiny_run(root: Path, folder: Path, films: SharedFilms, budget: Budget, *more: str) -> PartRun:
    config = root / "configs/holistic/tj_net.py"
    given = ["batch_size=2", "workers=0", "threads=1", *more]
    run = part_run("tj_net", config, folder, given, seed=0, size_px=64)
    return run(budget, TrainFilms("HandDataset", films.train, films.watched()))


class Training:
    """Stands in for training: keeps the settings, and leaves the log of a finished run."""

    def __init__(self, fault: str = "") -> None:
        self.fault = fault
        self.settings: Any = None

    def __call__(self, settings: Any, config: Any, folder: Path) -> None:
        self.settings = settings
        steps = settings.epochs * settings.train_data["length"] // settings.batch_size
        folder.mkdir(parents=True)
        write_row(folder / "log.csv", {"epoch": settings.epochs, "step": steps, "seconds": 7.5})
        if self.fault:
            raise LossFault(self.fault)


@pytest.mark.parametrize(
    ("budget", "steps"), [(Budget(images=46), 23), (Budget(minutes=0.5), 60), (Budget(images=2), 1)]
)
def test_a_run_has_the_steps_of_its_budget_and_its_films(
    root: Path,
    tmp_path: Path,
    films: SharedFilms,
    monkeypatch: pytest.MonkeyPatch,
    budget: Budget,
    steps: int,
) -> None:
    stub = Training()
    monkeypatch.setattr(training, "train", stub)
    monkeypatch.setattr(training, "seconds_a_step", lambda settings: 0.5)
    run = tiny_run(root, tmp_path / "run", films, budget)
    figures = training.train_within(run)
    made = stub.settings
    assert made.epochs <= training.EPOCHS and made.epochs == made.val_interval
    planned = made.epochs * made.train_data["length"] / made.batch_size
    assert steps <= planned < steps + made.epochs, "whole epochs, a few steps more at the most"
    assert figures == {"images": 2 * planned, "train_seconds": 7.5, "astray": 0.0}
    (learnt,) = made.train_data["datasets"]
    assert learnt["annotation_file"] == str(films.train) and learnt["pipeline"]
    assert made.sizes == [(0, 64)] and made.hooks["curves"] is None
    assert made.ema_momentum == pytest.approx(min(0.9, 10 / steps)), "or the random start stays"
    late = made.hooks.get("late")
    assert late is None if budget.minutes is None else late["seconds"] == 45.0


def test_a_loss_that_is_no_number_is_an_answer_and_stops_nobody(
    root: Path, tmp_path: Path, films: SharedFilms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "train", Training("epoch 1, step 2: loss_age is nan"))
    run = tiny_run(root, tmp_path / "run", films, Budget(images=4))
    assert training.kept_or_trained(run)["astray"] == 1.0
    assert training.kept_or_trained(run)["images"] == 4.0, "and is not tried again"


def test_other_budgets_films_and_settings_make_another_run(
    root: Path, tmp_path: Path, films: SharedFilms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "train", Training())
    folder, budget = tmp_path / "run", Budget(images=4)
    run = tiny_run(root, folder, films, budget)
    training.kept_or_trained(run)
    with pytest.raises(ValueError, match="weights.safetensors: is gone, though tj_net was"):
        training.kept_or_trained(run)
    for other, words in (
        (tiny_run(root, folder, films, Budget(images=5)), "differ in budget"),
        (tiny_run(root, folder, films, budget, "clip_grad=1.0"), "differ in clip_grad"),
        (
            PartRun(**{**vars(run), "films": TrainFilms("HandDataset", films.fit, films.fit)}),
            "differ in films",
        ),
    ):
        with pytest.raises(ValueError, match=words):
            training.kept_or_trained(other)


def test_seconds_a_step_are_measured_on_the_run_s_own_network(
    root: Path, tmp_path: Path, films: SharedFilms
) -> None:
    small = ["model.width=0.1", "model.depth=(1, 1, 1)", "precision=fp32"]
    run = tiny_run(root, tmp_path / "run", films, Budget(minutes=1), *small)
    settings, _ = run.read_with(run.with_films(4))
    assert 0 < training.seconds_a_step(settings) < 60


def test_ages_are_compared_within_the_curve_and_refused_films_are_counted() -> None:
    def record(months: float) -> HandRecord:
        return HandRecord("", (9, 9), {}, sex=Sex.FEMALE, bone_age_months=months)

    truths = [record(m) for m in (100.0, 130.0, 150.0, 300.0)]
    answers = [Answer(110.0), Answer(125.0), Answer(None), Answer(None, "mature")]
    assert figures_of(truths, answers) == SetFigures(4, 3, pytest.approx(5.0), pytest.approx(1.0))
    assert figures_of(truths, [Answer(None)] * 4) == SetFigures(4, 0, None, None)
    assert figures_of(truths[:1], [Answer(100.0)]).spearman is None


def test_the_table_says_what_was_measured_and_in_what_rows_differ() -> None:
    held, yours = SetFigures(100, 98, 12.345, 0.9), SetFigures(20, 20, None, 0.75)
    rows = [
        Row("the median age", held_out=SetFigures(100, 100, 40.0, None), notes=("no network",)),
        Row("tj_net", 192, 6_079_340, 2000, 4.02, 0.0512, held, yours),
        Row("regional", 192, 11_700_000, 800, 4.0, 0.4, held, None, ("shared", "no network")),
        Row("bone_age_net", images=16, minutes=0.2, notes=("cannot read: it went astray",)),
    ]
    lines = to_markdown(rows).splitlines()
    assert [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines[2:6]] == [
        ["`the median age` (a)", *5 * "–", "40.0", "100 of 100", *3 * "–"],
        ["`tj_net`", "192", "6.08", "2000", "4.0", "0.051", "12.3", "98 of 100", "0.900"]
        + ["0.750", "20 of 20"],
        ["`regional` (b, a)", "192", "11.70", "800", "4.0", "0.400", "12.3", "98 of 100", "0.900"]
        + 2 * ["–"],
        ["`bone_age_net` (c)", *2 * "–", "16", "0.2", *6 * "–"],
    ]
    alone = to_markdown([replace(row, yours=None) for row in rows])
    assert "your films" not in alone and "Spearman, your films" in lines[0]
    assert lines[6:] == [
        "",
        "- (a) no network",
        "- (b) shared",
        "- (c) cannot read: it went astray",
    ]
