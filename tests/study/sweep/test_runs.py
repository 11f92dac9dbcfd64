"""Runs: what is missing is run, what is kept is not, and other settings are refused."""

from dataclasses import replace
from pathlib import Path

import pytest

from boneage_kp.study.sweep.runs import RESULT, Run, is_trained, kept_figures, run_all


def runs_in(folder: Path, root: Path, *overrides: str) -> list[Run]:
    held_out = folder / "held_out.json"
    held_out.write_text("{}")
    return [
        Run(
            leaf=leaf,
            config=root / f"configs/ablation/{leaf}.py",
            seed=seed,
            folder=folder / leaf / str(seed),
            overrides=overrides,
            held_out=held_out,
            min_confidence=0.1,
        )
        for leaf in ("base", "no_any")
        for seed in (0, 1)
    ]


class Stub:
    """Stands in for training: remembers what it was asked, and stops where it is told to."""

    def __init__(self, stop_at: tuple[str, int] | None = None) -> None:
        self.asked: list[tuple[str, int]] = []
        self.stop_at = stop_at

    def __call__(self, run: Run) -> dict[str, float]:
        if (run.leaf, run.seed) == self.stop_at:
            raise KeyboardInterrupt
        self.asked.append((run.leaf, run.seed))
        return {"pck_2": 10.0 * run.seed + len(run.leaf)}


def test_what_was_stopped_goes_on_and_nothing_is_run_twice(tmp_path: Path, root: Path) -> None:
    runs, first = runs_in(tmp_path, root), Stub(stop_at=("no_any", 0))
    with pytest.raises(KeyboardInterrupt):
        list(run_all(runs, first))
    assert first.asked == [("base", 0), ("base", 1)]
    second = Stub()
    found = list(run_all(runs, second))
    assert second.asked == [("no_any", 0), ("no_any", 1)]
    assert {(run.leaf, run.seed): figures["pck_2"] for run, figures, _ in found} == {
        ("base", 0): 4.0,
        ("base", 1): 14.0,
        ("no_any", 0): 6.0,
        ("no_any", 1): 16.0,
    }
    assert [was_there for *_, was_there in found] == [True, True, False, False]


def test_results_of_other_settings_are_refused_before_anything_runs(
    tmp_path: Path, root: Path
) -> None:
    list(run_all(runs_in(tmp_path, root)[:1], Stub()))
    stub = Stub()
    with pytest.raises(ValueError, match="differ in epochs, optimizer"):
        list(run_all(runs_in(tmp_path, root, "epochs=9", "optimizer.lr=1"), stub))
    assert stub.asked == []
    # How fast a run is asked to be is no other question.
    assert kept_figures(runs_in(tmp_path, root, "workers=0", "threads=1")[0]) is not None


def test_measuring_otherwise_measures_again_and_trains_no_more(tmp_path: Path, root: Path) -> None:
    run = runs_in(tmp_path, root)[0]
    list(run_all([run], Stub()))
    otherwise = replace(run, min_confidence=0.0)
    assert kept_figures(run) is not None and kept_figures(otherwise) is None
    weights = run.folder / "weights.safetensors"
    assert not is_trained(otherwise, weights), "its weights are gone"
    weights.touch()
    assert is_trained(otherwise, weights)
    assert not is_trained(replace(otherwise, overrides=("epochs=9",)), weights)


def test_a_result_that_is_none_is_named(tmp_path: Path, root: Path) -> None:
    run = runs_in(tmp_path, root)[0]
    run.folder.mkdir(parents=True)
    (run.folder / RESULT).write_text("{")
    with pytest.raises(ValueError, match=r"result\.json: is no result of a run"):
        kept_figures(run)
