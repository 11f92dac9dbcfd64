"""The runs of the ResNet study: networks to train, range tests, and what is taken from each."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from boneage_kp.engine.config_file import read_config
from boneage_kp.engine.hooks.csv_log import FILE as LOG
from boneage_kp.engine.hooks.csv_log import read_rows
from boneage_kp.evaluation.sex_metric import SEX_RIGHT
from boneage_kp.study.lr_range.curve import range_of
from boneage_kp.study.lr_range.rates import HIGH, LOW
from boneage_kp.study.lr_range.results import write_range
from boneage_kp.study.resnet_study.grid import Setting
from boneage_kp.study.resnet_study.table import Line, line_of
from boneage_kp.study.sweep.loop import Found
from boneage_kp.study.sweep.plan import SweepPlan
from boneage_kp.study.sweep.runs import Figures, Run, run_all
from boneage_kp.study.sweep.training import train_and_validate, trained_parameters

RANGES = "lr_range"  # the folder of range tests, beside those of the runs


@dataclass(frozen=True)
class RangeRun(Run):
    """A range test, kept and looked at as runs are."""

    steps: int

    def asked(self) -> dict[str, Any]:
        return super().asked() | {"range_steps": self.steps}


@dataclass(frozen=True)
class StudyRuns:
    """All runs of a study, and the figures of those that are done.

    axes:    of the grid; runs: by setting and seed, the config as it stands first.
    ranges:  range tests; found: figures by leaf and seed.
    """

    plan: SweepPlan
    axes: tuple[str, ...]
    runs: Mapping[tuple[Setting, int], Run]
    ranges: Sequence[RangeRun]
    found: Found

    @property
    def settings(self) -> list[Setting]:
        return list(dict.fromkeys(setting for setting, _ in self.runs))

    @property
    def left(self) -> int:
        return len(self.runs) - len(self.found)

    def done(self, setting: Setting) -> list[Run]:
        """Its runs that are done, one a seed."""
        own = [run for (one, _), run in self.runs.items() if one == setting]
        return [run for run in own if (run.leaf, run.seed) in self.found]

    def lines(self) -> list[Line]:
        """Of the table, one a setting."""
        return [
            line_of(
                setting,
                parameters_of(self.plan, setting),
                [self.found[run.leaf, run.seed] for run in self.done(setting)],
            )
            for setting in self.settings
        ]


def train_and_read(run: Run) -> Figures:
    """Errors of the age as everywhere, and how often the sex was read right."""
    figures = train_and_validate(run)
    last = read_rows(run.folder / LOG)[-1] if (run.folder / LOG).is_file() else {}
    right = float(last.get(SEX_RIGHT) or math.nan)
    return {**figures, "sex_right_percent": right if math.isfinite(right) else None}


def range_tests(runs: Sequence[RangeRun]) -> None:
    """Each range test that is not there yet; its table and plot lie in its folder."""
    for one, _, was_there in run_all(runs, _range_test):
        there = "was there" if was_there else "done"
        print(f"learning-rate range test, {one.leaf}: {there}", flush=True)


def _range_test(run: Run) -> Figures:
    assert isinstance(run, RangeRun)
    settings, _ = run.read_config()
    curve = range_of(settings, LOW, HIGH, run.steps)
    run.folder.mkdir(parents=True, exist_ok=True)
    write_range(run.folder, curve)
    steepest = None if curve.steepest is None else curve.steepest.lr
    return {"steepest_lr": steepest, "least_lr": curve.least.lr}


def range_run(plan: SweepPlan, setting: Setting, seed: int, steps: int) -> RangeRun:
    """The range test of a setting, beside its runs."""
    like = plan.run(setting.name, setting.overrides, seed)
    folder = plan.folder / RANGES / setting.name
    return RangeRun(**{**vars(like), "folder": folder, "steps": steps})


def parameters_of(plan: SweepPlan, setting: Setting) -> int:
    """How many numbers training moves."""
    settings, _ = read_config(plan.config, [*plan.overrides, *setting.overrides])
    return trained_parameters(settings.model)
