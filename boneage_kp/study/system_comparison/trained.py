"""A system's networks trained one after the other, its budget shared among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from boneage_kp.study.sweep.runs import kept_figures
from boneage_kp.study.system_comparison.budget import Budget
from boneage_kp.study.system_comparison.films import SharedFilms
from boneage_kp.study.system_comparison.part_run import PartRun, TrainFilms, part_run
from boneage_kp.study.system_comparison.pipeline import films_of_part
from boneage_kp.study.system_comparison.systems import Part, System
from boneage_kp.study.system_comparison.training import kept_or_trained


@dataclass(frozen=True)
class Plan:
    """What all trainings share.

    film_px:    of the phantoms, the longer side.
    overrides:  KEY=VALUE by network; size_px: input of all, None: that of their configs.
    """

    output: Path
    films: SharedFilms
    film_px: int
    budget: Budget
    overrides: Mapping[str, Sequence[str]]
    seed: int
    size_px: int | None

    def folder(self, system: System) -> Path:
        return self.output / system.name

    def run(self, system: System, part: Part, films: TrainFilms) -> PartRun:
        alone = len(system.parts) == 1
        folder = self.folder(system) if alone else self.folder(system) / part.name
        begun = part_run(
            part.name, part.config, folder, self.overrides[part.name], self.seed, self.size_px
        )
        return begun(self.budget.share(len(system.parts)), films)

    @property
    def hands(self) -> TrainFilms:
        """What all but the regional pipeline learn from."""
        return TrainFilms("HandDataset", self.films.train, self.films.watched())


@dataclass(frozen=True)
class Trained:
    """What came of it.

    weights:         by network.
    images, seconds: of training, all networks together.
    fault:           why it cannot read; "" when it can.
    """

    weights: Mapping[str, Path]
    images: int
    seconds: float
    fault: str = ""


def trained(system: System, plan: Plan) -> Trained:
    """Train what is not trained yet."""
    weights: dict[str, Path] = {}
    images, seconds = 0, 0.0
    for part in system.parts:
        films = plan.hands
        if system.kind == "regional":
            try:
                films = films_of_part(part.name, plan.films, plan.folder(system), weights)
            except ValueError as error:
                return Trained(weights, images, seconds, str(error))
        run = plan.run(system, part, films)
        figures = kept_or_trained(run)
        images += round(figures["images"] or 0)
        seconds += figures["train_seconds"] or 0.0
        if figures["astray"]:
            return Trained(weights, images, seconds, f"{part.name} went astray in training")
        weights[part.name] = run.weights
    return Trained(weights, images, seconds)


def refuse_other_runs(systems: Sequence[System], plan: Plan) -> None:
    """Before anything is trained: a clash with an earlier comparison should not show up late."""
    for system in systems:
        if system.kind != "regional":  # what its networks learn from is made on the way
            for part in system.parts:
                kept_figures(plan.run(system, part, plan.hands))
