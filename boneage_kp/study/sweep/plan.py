"""`SweepPlan`: what all runs of a sweep share."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from boneage_kp.study.sweep.films import SweepFilms, sweep_films
from boneage_kp.study.sweep.runs import Run


@dataclass(frozen=True)
class SweepPlan(SweepFilms):
    """The films of all runs, with the config and the folder of the runs."""

    config: Path
    folder: Path

    def run(self, leaf: str, overrides: Sequence[str], seed: int) -> Run:
        """One network; overrides: KEY=VALUE, what it has that others have not."""
        assert self.settings.val_file is not None, "sweep_films() has set it"
        return Run(
            leaf=leaf,
            config=self.config,
            seed=seed,
            folder=self.folder / leaf / str(seed),
            overrides=(*self.overrides, *overrides),
            held_out=Path(self.settings.val_file),
            min_confidence=0.0,
        )


def planned(args: argparse.Namespace) -> SweepPlan:
    """The plan of a config and the options of a sweep; its phantoms are drawn."""
    overrides = [*args.set, "hooks.csv.type='CsvLogHook'"]  # figures are read off its log
    films = sweep_films(
        args.config, overrides, args.output, args.phantoms, args.validation, args.steps
    )
    return SweepPlan(**vars(films), config=args.config, folder=args.output)
