"""What the ResNet study varies: axes and choices, as its config describes them in `_grid`."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from boneage_kp.engine.config_file import parse_overrides, read_config
from boneage_kp.engine.settings import ConfigError

Grid = Mapping[str, Mapping[str, Sequence[str]]]  # axis -> choice -> KEY=VALUE, ...


@dataclass(frozen=True)
class Setting:
    """One network to train: a choice an axis, in the grid's order."""

    choices: tuple[str, ...]
    overrides: tuple[str, ...]

    @property
    def name(self) -> str:
        """Of its folder."""
        return "_".join(self.choices)

    @property
    def words(self) -> str:
        """For people."""
        return " · ".join(self.choices)


def read_grid(config: Path, given: Sequence[str] = ()) -> Grid:
    """The config's `_grid`, looked at.

    given:  KEY=VALUE for all runs, which may not say what the grid varies.
    """
    _, read = read_config(config, given)
    grid = read.to_dict().get("_grid")
    if not isinstance(grid, dict) or not grid:
        raise ConfigError(
            f"{config}: has no _grid=dict(axis={{choice: [KEY=VALUE, ...]}}), which says what the "
            "study varies; configs/holistic/resnet_study.py has one"
        )
    for axis, choices in grid.items():
        if not isinstance(choices, dict) or not all(_is_list(one) for one in choices.values()):
            raise ConfigError(
                f"{config}: _grid, axis {axis!r}: wanted {{choice: [KEY=VALUE, ...]}}"
            )
        first, *others = choices.items()
        if first[1] or not all(given for _, given in others):
            raise ConfigError(
                f"{config}: _grid, axis {axis!r}: its first choice, {first[0]!r}, is the config as "
                "it stands and has no settings; every other choice has some"
            )
    _check_given(given, grid)
    return grid


def settings_to_run(grid: Grid, axes: Sequence[str], cross: bool) -> list[Setting]:
    """The config itself first, then every choice of the axes.

    axes:   those to vary; the others stay at their first choice.
    cross:  every combination; otherwise one axis at a time.
    """
    unknown = [axis for axis in axes if axis not in grid]
    if unknown:
        raise ValueError(f"--axes {' '.join(unknown)}: unknown; the config has {' '.join(grid)}")
    base = {axis: next(iter(choices)) for axis, choices in grid.items()}
    if cross:
        open_axes = [list(grid[axis]) if axis in axes else [base[axis]] for axis in grid]
        return [_setting(grid, choices) for choices in itertools.product(*open_axes)]
    varied = [{**base, axis: choice} for axis in grid if axis in axes for choice in grid[axis]]
    found = [_setting(grid, tuple(one.values())) for one in (base, *varied)]
    return list(dict.fromkeys(found))


def along(axis: int, settings: Sequence[Setting]) -> list[Setting]:
    """Those that differ from the first one in nothing but this axis; the first one leads."""
    first = settings[0].choices
    return [
        one
        for one in settings
        if all(one.choices[i] == first[i] for i in range(len(first)) if i != axis)
    ]


def _setting(grid: Grid, choices: Sequence[str]) -> Setting:
    overrides = [
        text for axis, choice in zip(grid, choices, strict=True) for text in grid[axis][choice]
    ]
    return Setting(tuple(choices), tuple(overrides))


def _check_given(given: Sequence[str], grid: Grid) -> None:
    """A run called "adam" is to be trained with Adam."""
    for axis, choices in grid.items():
        leading = {next(iter(parse_overrides(one[:1]))) for one in choices.values() if one}
        for key in parse_overrides(given):
            if key in leading or any(name.startswith(f"{key}.") for name in leading):
                raise ConfigError(
                    f"--set {key}=...: the study varies it as {axis!r}; change _grid in the config"
                )


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
