"""The films that all runs of a sweep train on and are measured on, drawn once."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from boneage_kp.engine.config_file import read_config
from boneage_kp.engine.datasets import build_sets
from boneage_kp.engine.settings import ConfigError, TrainSettings
from boneage_kp.study.drawn_phantoms import cores, phantom_file, told

LEAST_MEASURED = 2  # one film's error is no error of a network


@dataclass(frozen=True)
class SweepFilms:
    """settings: with these films; overrides: KEY=VALUE that lead there; trained_on, measured_on:
    how many films of what kind, in words."""

    settings: TrainSettings
    overrides: tuple[str, ...]
    trained_on: str
    measured_on: str


def sweep_films(
    config: Path,
    given: Sequence[str],
    output: Path,
    phantoms: Path | None,
    validation: int | None,
    steps: int | None,
) -> SweepFilms:
    """The config's films, or phantoms drawn for it.

    given:       KEY=VALUE on top of the config.
    phantoms:    folder to train on, made if it is not there.
    validation:  how many phantoms to draw into `output`/validation where the config has no file.
    steps:       of training a run; None: the config's epochs.
    """
    overrides = list(given)
    settings, _ = read_config(config, overrides)
    drawn = settings.train_data.get("type") == "PhantomDataset"
    trained_on = "phantoms drawn on the way" if drawn else "films of the config's train_data"
    if settings.train_file is not None:
        trained_on = "films of a file"
    if phantoms is not None:
        overrides.append(f"train_file={_drawn(phantoms, settings, 'train_data')!r}")
        trained_on = "phantoms"
    measured_on = settings.val_file and "films of a file"
    if settings.val_file is None:
        # With its own seed: the sweep chooses by these films, which later tests must not see.
        index = _drawn(output / "validation", settings, "val_data", validation)
        overrides.append(f"val_file={index!r}")
        measured_on = "other phantoms"
    overrides += steps_overrides(read_config(config, overrides)[0], steps)
    settings, _ = read_config(config, overrides)
    trained, measured = (len(one) for one in build_sets(settings))
    refuse_few(trained, measured, settings.batch_size)
    return SweepFilms(
        settings, tuple(overrides), f"{trained} {trained_on}", f"{measured} {measured_on}"
    )


def refuse_few(trained: int, measured: int, batch_size: int) -> None:
    """Refuse films that no difference between runs could be told by."""
    if trained < batch_size:
        raise ConfigError(
            f"{trained} films to train on, fewer than one batch of {batch_size}; give more films, "
            f"or a smaller batch: --set batch_size={trained}"
        )
    if measured < LEAST_MEASURED:
        raise ConfigError(
            f"{measured} films to measure on; at least {LEAST_MEASURED} are wanted to compare runs "
            "by, and a hundred to tell small differences: --validation N, or a larger val_file"
        )


def _drawn(folder: Path, settings: TrainSettings, key: str, count: int | None = None) -> str:
    """The file of a folder of phantoms as the config's dataset draws them."""
    data = getattr(settings, key)
    count, seed = count or data.get("length", 0), data.get("seed", 0)
    size_px, say = settings.last_size_px, told(folder.name)
    return str(phantom_file(folder, data, size_px, count, seed, cores(), on_progress=say))


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
