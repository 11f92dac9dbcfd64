"""The runs of the ResNet study: networks to train, range tests, and what is taken from each."""

import argparse
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from boneage_kp.engine.config_file import read_config
from boneage_kp.engine.hooks.csv_log import FILE as LOG
from boneage_kp.engine.hooks.csv_log import read_rows
from boneage_kp.engine.parts import MODELS, build
from boneage_kp.evaluation.sex_metric import SEX_RIGHT
from boneage_kp.study import holistic_search_runs
from boneage_kp.study.ablation_runs import Figures, Run, run_all
from boneage_kp.study.lr_range import HIGH, LOW, write_range
from boneage_kp.study.lr_range_curve import range_of
from boneage_kp.study.resnet_study_grid import Setting
from boneage_kp.study.resnet_study_table import Line, line_of
from boneage_kp.study.sweep import Found
from boneage_kp.study.sweep_films import SweepFilms, sweep_films

RANGES = "lr_range"  # the folder of range tests, beside those of the runs


@dataclass(frozen=True)
class StudyPlan(SweepFilms):
    """With the config and the folder of all runs."""

    config: Path
    folder: Path

    def run(self, setting: Setting, seed: int) -> Run:
        return Run(
            leaf=setting.name,
            config=self.config,
            seed=seed,
            folder=self.folder / setting.name / str(seed),
            overrides=(*self.overrides, *setting.overrides),
            held_out=Path(str(self.settings.val_file)),
            min_confidence=0.0,
        )

    def range_run(self, setting: Setting, seed: int, steps: int) -> "RangeRun":
        like = self.run(setting, seed)
        folder = self.folder / RANGES / setting.name
        return RangeRun(**{**vars(like), "folder": folder, "steps": steps})


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

    plan: StudyPlan
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


def planned(args: argparse.Namespace) -> StudyPlan:
    """What all runs share, its phantoms drawn."""
    overrides = [*args.set, "hooks.csv.type='CsvLogHook'"]  # curves are read off its log
    films = sweep_films(
        args.config, overrides, args.output, args.phantoms, args.validation, args.steps
    )
    return StudyPlan(**vars(films), config=args.config, folder=args.output)


def train_and_read(run: Run) -> Figures:
    """Errors of the age as everywhere, and how often the sex was read right."""
    figures = holistic_search_runs.train_and_validate(run)
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


def parameters_of(plan: StudyPlan, setting: Setting) -> int:
    """How many numbers training moves; nothing is allocated for them."""
    settings, _ = read_config(plan.config, [*plan.overrides, *setting.overrides])
    with torch.device("meta"):
        model = build(dict(settings.model), MODELS)
    return sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)
