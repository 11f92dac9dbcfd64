"""What takes part in a comparison: rows of the table, and the networks that each has to train."""

import fnmatch
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["whole_image", "regional", "detector", "shipped"]

REGIONAL, DETECTOR, SHIPPED = "regional", "detector", "detector_shipped"
MASK = "hand_mask"
NO_POINTS = "none"  # what --points says where the pipeline is to have no detector
_MEMBER = "regional_"


@dataclass(frozen=True)
class Part:
    """One network to train; name: of its config, and of its folder."""

    name: str
    config: Path


@dataclass(frozen=True)
class System:
    """A row; parts: networks that share its budget; none: it comes trained."""

    name: str
    kind: Kind
    parts: tuple[Part, ...] = ()


def known_systems(configs: Path, detector: Path, regional: Sequence[str]) -> dict[str, System]:
    """By name: every config of configs/holistic, the regional pipeline, the detector twice.

    detector:  config of the one that is trained within the budget.
    regional:  networks of the pipeline, "hand_mask" and members such as "a_regression".
    """
    whole = sorted((configs / "holistic").glob("*.py"))
    if not whole:
        raise ValueError(
            f"{configs}: holds no holistic/*.py; name the folder with --configs, in a copy of the "
            "repository it is configs"
        )
    found = {one.stem: System(one.stem, "whole_image", (Part(one.stem, one),)) for one in whole}
    members = tuple(_regional_part(configs, name) for name in regional)
    if not any(part.name != MASK for part in members):
        raise ValueError(f"--regional {' '.join(regional)}: at least one region is wanted")
    found[REGIONAL] = System(REGIONAL, "regional", members)
    found[DETECTOR] = System(DETECTOR, "detector", (Part(detector.stem, detector),))
    found[SHIPPED] = System(SHIPPED, "shipped")
    return found


def chosen(known: Mapping[str, System], names: Sequence[str] | None) -> list[System]:
    """Those asked for, in the table's order; None: all."""
    for name in names or ():
        if name not in known:
            raise ValueError(f"--systems {name!r} is unknown; known: {' '.join(known)}")
    return [one for name, one in known.items() if names is None or name in names]


def overrides_by_part(systems: Sequence[System], given: Sequence[str]) -> dict[str, list[str]]:
    """KEY=VALUE for all networks, and NAME:KEY=VALUE for those whose name fits the pattern."""
    names = [part.name for system in systems for part in system.parts]
    found: dict[str, list[str]] = {name: [] for name in names}
    for text in given:
        key, equals, value = text.partition("=")
        pattern, colon, inner = key.rpartition(":")
        fitting = [name for name in names if not colon or fnmatch.fnmatchcase(name, pattern)]
        if not fitting:
            raise ValueError(
                f"--set {text!r}: no network that is trained is called {pattern!r}; there are "
                f"{' '.join(names)}"
            )
        for name in fitting:
            found[name].append(f"{inner}{equals}{value}")
    return found


def _regional_part(configs: Path, name: str) -> Part:
    stem = name if name == MASK else f"{_MEMBER}{name.removeprefix(_MEMBER)}"
    path = configs / "regional" / f"{stem}.py"
    if not path.is_file():
        known = sorted(one.stem for one in path.parent.glob("*.py"))
        raise ValueError(f"--regional {name!r}: there is no {path}; known: {' '.join(known)}")
    return Part(stem, path)
