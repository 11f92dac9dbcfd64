"""`FilmParameters`: how often and how strongly each nuisance of a film is drawn; `Roll`: the dice.

Rates are estimates, set wider than archives show them: nobody publishes counts of collimated,
marked, turned or inverted films. Strength 1 is what archives commonly show, 0 is nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np

MAX_STRENGTH = 3.0


@dataclass(frozen=True)
class Nuisance:
    """One nuisance's switch and strength.

    probability:  share of films that show it, in [0, 1]; 0 switches it off.
    strength:     in [0, 3]; 1 is what archives commonly show.
    """

    probability: float
    strength: float = 1.0


@dataclass(frozen=True)
class Roll:
    """A nuisance that this film has: its own stream of chance and its strength."""

    rng: np.random.Generator
    strength: float

    def uniform(self, low: float, high: float) -> float:
        return float(self.rng.uniform(low, high))

    def log_uniform(self, low: float, high: float) -> float:
        return float(np.exp(self.rng.uniform(np.log(low), np.log(high))))

    def chance(self, probability: float) -> bool:
        return bool(self.rng.random() < probability)

    def sign(self) -> float:
        return -1.0 if self.chance(0.5) else 1.0


def _nuisance(probability: float, strength: float = 1.0) -> Any:
    return field(default=Nuisance(probability, strength))


@dataclass(frozen=True)
class FilmParameters:
    """Every nuisance of a film, in the order in which it acts."""

    # the beam and the detector
    bone_density: Nuisance = _nuisance(1.0)
    beam_quality: Nuisance = _nuisance(1.0)
    heel: Nuisance = _nuisance(0.9)
    scatter: Nuisance = _nuisance(1.0)
    blur: Nuisance = _nuisance(1.0)
    quantum_noise: Nuisance = _nuisance(1.0)
    structure_noise: Nuisance = _nuisance(0.8)
    detector_lines: Nuisance = _nuisance(0.3)
    # things in the beam
    support_plate: Nuisance = _nuisance(0.08)
    cast: Nuisance = _nuisance(0.015)
    ring: Nuisance = _nuisance(0.025)
    bracelet: Nuisance = _nuisance(0.015)
    pin: Nuisance = _nuisance(0.015)
    tubing: Nuisance = _nuisance(0.02)
    neighbour: Nuisance = _nuisance(0.02)
    lead: Nuisance = _nuisance(0.02)
    side_marker: Nuisance = _nuisance(0.75)
    collimation: Nuisance = _nuisance(0.5)
    turned_plate: Nuisance = _nuisance(0.12)
    double_exposure: Nuisance = _nuisance(0.03)
    # the rendering
    equalisation: Nuisance = _nuisance(0.4)
    unsharp: Nuisance = _nuisance(0.55)
    window: Nuisance = _nuisance(1.0)
    tone_curve: Nuisance = _nuisance(0.9)
    local_contrast: Nuisance = _nuisance(0.06)
    # things on the film
    shutter: Nuisance = _nuisance(0.88)
    film_edge: Nuisance = _nuisance(0.3)
    burned_text: Nuisance = _nuisance(0.15)
    block: Nuisance = _nuisance(0.25)
    bright_bar: Nuisance = _nuisance(0.05)
    dust: Nuisance = _nuisance(0.25)
    scan_stripes: Nuisance = _nuisance(0.3)
    readout_noise: Nuisance = _nuisance(0.75)
    # the file
    low_resolution: Nuisance = _nuisance(0.12)
    few_levels: Nuisance = _nuisance(0.04)
    inverted: Nuisance = _nuisance(0.04)
    salt: Nuisance = _nuisance(0.03)
    jpeg: Nuisance = _nuisance(0.5)
    twelve_bit: Nuisance = _nuisance(0.0)

    def __post_init__(self) -> None:
        faults = [fault for name in self.names() for fault in self._faults(name)]
        if faults:
            raise ValueError("; ".join(faults))

    def _faults(self, name: str) -> list[str]:
        got = getattr(self, name)
        if not isinstance(got, Nuisance):
            return [
                f"film parameter {name!r} must be a Nuisance(probability, strength), got {got!r}"
            ]
        limits = {"probability": 1.0, "strength": MAX_STRENGTH}
        return [
            f"film parameter '{name}.{part}' is {getattr(got, part)!r}; it must be a number "
            f"in [0, {limit:g}]"
            for part, limit in limits.items()
            if not _in_range(getattr(got, part), limit)
        ]

    @classmethod
    def names(cls) -> tuple[str, ...]:
        return tuple(one.name for one in fields(cls))

    @classmethod
    def clean(cls) -> "FilmParameters":
        """Everything off: bright hand on a dark ground, log response, no noise."""
        return cls(**{name: Nuisance(0.0) for name in cls.names()})

    @classmethod
    def only(cls, *names: str, strength: float = 1.0) -> "FilmParameters":
        """The named nuisances on every film, everything else off."""
        return cls.clean().changed({name: Nuisance(1.0, strength) for name in names})

    @classmethod
    def from_dict(cls, given: Mapping[str, Mapping[str, float]]) -> "FilmParameters":
        """Defaults changed by `{"jpeg": {"probability": 0.2, "strength": 1.5}, …}`."""
        known = cls()
        changes: dict[str, Nuisance] = {}
        for name, parts in given.items():
            cls._refuse_unknown([name])
            wrong = sorted(set(parts) - {"probability", "strength"})
            if wrong:
                raise ValueError(
                    f"film parameter {name!r} has no part {', '.join(map(repr, wrong))}; "
                    "it has 'probability' and 'strength'"
                )
            changes[name] = replace(getattr(known, name), **parts)
        return known.changed(changes)

    def changed(self, changes: Mapping[str, Nuisance]) -> "FilmParameters":
        self._refuse_unknown(list(changes))
        return replace(self, **changes)

    def to_dict(self) -> dict[str, dict[str, float]]:
        return {
            name: {
                "probability": getattr(self, name).probability,
                "strength": getattr(self, name).strength,
            }
            for name in self.names()
        }

    @classmethod
    def _refuse_unknown(cls, names: list[str]) -> None:
        unknown = [name for name in names if name not in cls.names()]
        if unknown:
            raise ValueError(
                f"film parameter {unknown[0]!r} is unknown; known are: {' '.join(cls.names())}"
            )

    def roll(self, rng: np.random.Generator) -> dict[str, Roll]:
        """Which nuisances this film has, by name.

        Each has a stream of its own, so that switching one off leaves the others as they were.
        """
        names = self.names()
        chances = rng.random(len(names))
        seeds = rng.integers(0, 2**63, size=len(names))
        rolls = {}
        for name, chance, seed in zip(names, chances, seeds, strict=True):
            nuisance = getattr(self, name)
            if chance < nuisance.probability and nuisance.strength > 0:
                rolls[name] = Roll(np.random.default_rng(int(seed)), float(nuisance.strength))
        return rolls


def _in_range(value: object, limit: float) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and 0.0 <= float(value) <= limit  # type: ignore[arg-type]
