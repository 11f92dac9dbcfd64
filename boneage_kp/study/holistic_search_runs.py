"""The runs of BoneAgeNet's search: what each trains on, and what is taken from it."""

import argparse
import math
from dataclasses import dataclass
from pathlib import Path

import torch

from boneage_kp.engine.config_file import read_config
from boneage_kp.engine.parts import MODELS, build
from boneage_kp.engine.settings import ConfigError, TrainSettings
from boneage_kp.study.ablation_runs import Figures, Run, keep_weights_only, train_seconds
from boneage_kp.study.holistic_search_points import Point
from boneage_kp.study.sweep_films import sweep_films

MAE, RMSE = "age/mae_months", "age/rmse_months"


@dataclass(frozen=True)
class Plan:
    """settings: of the base, with the films that all train and are measured on, and their words."""

    base: Point
    settings: TrainSettings
    trained_on: str
    measured_on: str
    config: Path
    overrides: tuple[str, ...]
    folder: Path

    def run(self, point: Point, seed: int) -> Run:
        assert self.settings.val_file is not None, "planned() has set it"
        return Run(
            leaf=point.name,
            config=self.config,
            seed=seed,
            folder=self.folder / point.name / str(seed),
            overrides=(*self.overrides, *point.overrides),
            held_out=Path(self.settings.val_file),
            min_confidence=0.0,
        )


def planned(args: argparse.Namespace) -> Plan:
    """What all runs share, its phantoms drawn."""
    overrides = [*args.set, "hooks.csv.type='CsvLogHook'"]  # errors are read off its log
    base = base_point(read_config(args.config, overrides)[0], args.config)
    films = sweep_films(
        args.config, overrides, args.output, args.phantoms, args.validation, args.steps
    )
    return Plan(
        base=base,
        settings=films.settings,
        trained_on=films.trained_on,
        measured_on=films.measured_on,
        config=args.config,
        overrides=films.overrides,
        folder=args.output,
    )


def base_point(settings: TrainSettings, config: Path) -> Point:
    """Where the search starts."""
    lack = [key for key in ("width", "depth") if key not in settings.model]
    if lack:
        raise ConfigError(
            f"{config}: model ({settings.model.get('type')}) says no {' and no '.join(lack)}, "
            "which the search varies; configs/holistic/bone_age_net_baseline.py does"
        )
    return Point(float(settings.model["width"]), tuple(settings.model["depth"]))


def parameters_of(settings: TrainSettings, point: Point) -> int:
    """How many numbers training moves; nothing is allocated for them."""
    with torch.device("meta"):
        model = build({**settings.model, "width": point.width, "depth": point.depth}, MODELS)
    return sum(parameter.numel() for parameter in model.parameters())


def train_and_validate(run: Run) -> Figures:
    """Train as the config says; errors of the running mean of the weights after the last step.

    A run whose loss is no number any more has no error: that also is an answer.
    """
    from boneage_kp.engine.hooks.csv_log import FILE as LOG
    from boneage_kp.engine.hooks.csv_log import read_rows
    from boneage_kp.engine.hooks.nan_stop import LossFault
    from boneage_kp.engine.train import train

    settings, config = run.read_config()
    try:
        train(settings, config, run.folder)
    except LossFault as fault:
        print(f"{run.leaf}, seed {run.seed}: {fault}", flush=True)
        return {"mae_months": None, "rmse_months": None, "train_seconds": train_seconds(run)}
    last = read_rows(run.folder / LOG)[-1]
    keep_weights_only(run)
    return {
        "mae_months": _finite(last[MAE]),
        "rmse_months": _finite(last[RMSE]),
        "train_seconds": train_seconds(run),
    }


def _finite(text: str) -> float | None:
    return float(text) if math.isfinite(float(text)) else None
