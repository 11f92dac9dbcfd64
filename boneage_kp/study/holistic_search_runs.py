"""The runs of BoneAgeNet's search: what each trains on, and what is taken from it."""

import argparse
import math
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from boneage_kp.engine.config_file import read_config
from boneage_kp.engine.datasets import build_sets
from boneage_kp.engine.parts import MODELS, build
from boneage_kp.engine.settings import ConfigError, TrainSettings
from boneage_kp.study.ablation_runs import Figures, Run, keep_weights_only, train_seconds
from boneage_kp.study.drawn_phantoms import cores, phantom_file, told
from boneage_kp.study.holistic_search_points import Point

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
    settings, _ = read_config(args.config, overrides)
    base = base_point(settings, args.config)
    drawn = settings.train_data.get("type") == "PhantomDataset"
    trained_on = "phantoms drawn on the way" if drawn else "films of the config's train_data"
    if settings.train_file is not None:
        trained_on = "films of a file"
    if args.phantoms is not None:
        overrides.append(f"train_file={_drawn(args.phantoms, settings, 'train_data')!r}")
        trained_on = "phantoms"
    measured_on = settings.val_file and "films of a file"
    if settings.val_file is None:
        # With its own seed: the search chooses by these films, which later tests must not see.
        folder = args.output / "validation"
        index = _drawn(folder, settings, "val_data", args.validation)
        overrides.append(f"val_file={index!r}")
        measured_on = "other phantoms"
    overrides += steps_overrides(read_config(args.config, overrides)[0], args.steps)
    settings, _ = read_config(args.config, overrides)
    trained, measured = (len(one) for one in build_sets(settings))
    return Plan(
        base=base,
        settings=settings,
        trained_on=f"{trained} {trained_on}",
        measured_on=f"{measured} {measured_on}",
        config=args.config,
        overrides=tuple(overrides),
        folder=args.output,
    )


def _drawn(folder: Path, settings: TrainSettings, key: str, count: int | None = None) -> str:
    """The file of a folder of phantoms as the config's dataset draws them."""
    data = getattr(settings, key)
    count, seed = count or data.get("length", 0), data.get("seed", 0)
    size_px, say = settings.last_size_px, told(folder.name)
    return str(phantom_file(folder, data, size_px, count, seed, cores(), on_progress=say))


def base_point(settings: TrainSettings, config: Path) -> Point:
    """Where the search starts."""
    lack = [key for key in ("width", "depth") if key not in settings.model]
    if lack:
        raise ConfigError(
            f"{config}: model ({settings.model.get('type')}) says no {' and no '.join(lack)}, "
            "which the search varies; configs/holistic/bone_age_net_baseline.py does"
        )
    return Point(float(settings.model["width"]), tuple(settings.model["depth"]))


def steps_overrides(settings: TrainSettings, steps: int | None) -> list[str]:
    """Epochs, and where phantoms are drawn while training also their number, for so many steps."""
    if steps is None:
        return []
    changed, wanted = [], steps * settings.batch_size
    if settings.train_file is None and settings.train_data.get("type") == "PhantomDataset":
        length = min(wanted, settings.train_data.get("length", wanted))
        changed.append(f"train_data.length={length}")
        settings = replace(settings, train_data={**settings.train_data, "length": length})
    films = len(build_sets(settings)[0])
    return [*changed, f"epochs={math.ceil(steps / steps_an_epoch(films, settings))}"]


def steps_an_epoch(films: int, settings: TrainSettings) -> int:
    """A last batch that is not full is left out, unless it is the only one."""
    return max(1, films // settings.batch_size)


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
