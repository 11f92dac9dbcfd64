"""`PartRun`: one network of a comparison, its config, budget and films; trained once and kept."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from boneage_kp.engine.config_file import read_config
from boneage_kp.engine.hooks.weights import FILE as WEIGHTS
from boneage_kp.engine.network import file_digest
from boneage_kp.engine.settings import TrainSettings
from boneage_kp.study.sweep.runs import Run
from boneage_kp.study.system_comparison.budget import Budget

FILES = {"HandDataset": "annotation_file", "MaskTable": "table"}
# Figures are read off the log; pictures of single epochs would only take time.
_LOG_ALONE = ("hooks.csv.type='CsvLogHook'", "hooks.curves=None", "hooks.predictions=None")


@dataclass(frozen=True)
class TrainFilms:
    """type: dataset; file: what it learns from; watched: what training ends with a look at."""

    type: str
    file: Path
    watched: Path

    def data(self, file: Path, pipeline: Sequence[Any]) -> dict[str, Any]:
        return {"type": self.type, FILES[self.type]: str(file), "pipeline": list(pipeline)}


@dataclass(frozen=True)
class PartRun(Run):
    """It counts as another run when its budget or its films are others."""

    budget: Budget
    films: TrainFilms

    def asked(self) -> dict[str, Any]:
        films = {"type": self.films.type, "sha256": file_digest(self.films.file)[:16]}
        return super().asked() | {"budget": asdict(self.budget), "films": films}

    def read_with(self, more: Sequence[str]) -> tuple[TrainSettings, Any]:
        """Its config with further KEY=VALUE."""
        return read_config(self.config, [*self.overrides, f"seed={self.seed}", *more])

    def with_films(self, length: int) -> list[str]:
        """KEY=VALUE: its films through its config's pipelines, `length` of them an epoch."""
        settings, _ = self.read_config()
        learnt = self.films.data(self.films.file, settings.train_data["pipeline"])
        watched = self.films.data(self.films.watched, settings.val_data["pipeline"])
        mixed = {"type": "MixedDataset", "datasets": [learnt], "shares": [1.0], "length": length}
        data = {"train_data": mixed, "val_data": watched}
        return [
            *(f"{key}={ ({'_delete_': True} | given)!r}" for key, given in data.items()),
            "train_file=None",
            "val_file=None",
        ]

    @property
    def weights(self) -> Path:
        return self.folder / WEIGHTS


def part_run(
    name: str, config: Path, folder: Path, overrides: Sequence[str], seed: int, size_px: int | None
) -> Callable[[Budget, TrainFilms], PartRun]:
    """What is known of a network's run before its budget and its films are.

    overrides:  KEY=VALUE on top of its config; size_px: of its input, None: the config's last.
    """
    given = [*overrides, *_LOG_ALONE]
    settings, _ = read_config(config, given)
    last_px = settings.last_size_px if size_px is None else size_px

    def run(budget: Budget, films: TrainFilms) -> PartRun:
        return PartRun(
            leaf=name,
            config=config,
            seed=seed,
            folder=folder,
            overrides=(*given, f"sizes=[(0, {last_px})]"),
            held_out=films.file,
            min_confidence=0.0,
            budget=budget,
            films=films,
        )

    return run
