"""`PhantomParameters`: everything a user may set of a phantom, checked by name.

Two kinds of values stand beside sizes and choices: a `Nuisance` has a probability (its switch)
and a strength; a plain number is a variation between people, 1 as in life and 0 none.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, Self, cast

import numpy as np

from boneage_kp.phantom.film_parameters import MAX_STRENGTH, FilmParameters, Nuisance, Roll

# Raised with any change that alters a phantom of given parameters, seed and index.
GENERATOR_VERSION = "1.3"
SIZE_RANGE_PX = (128, 2048)


def _nuisance(probability: float, strength: float = 1.0) -> Any:
    return field(default=Nuisance(probability, strength))


@dataclass(frozen=True)
class ParameterGroup:
    """Nuisances and variations by name; subclasses only list them."""

    def __post_init__(self) -> None:
        for name in self.names():
            _check(f"{self.title()}.{name}", getattr(self, name), _default(type(self), name))

    @classmethod
    def title(cls) -> str:
        return cls.__name__.removesuffix("Parameters").lower()

    @classmethod
    def names(cls) -> tuple[str, ...]:
        return tuple(one.name for one in fields(cls))

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Self:
        """Defaults changed by `{"turn": {"probability": 0.5, "strength": 2}, "size": 0, …}`."""
        changes = {}
        for name, value in given.items():
            _refuse_unknown(cls.title(), [name], cls.names())
            default = _default(cls, name)
            if isinstance(value, Mapping) and isinstance(default, Nuisance):
                _refuse_unknown(f"{cls.title()}.{name}", list(value), ("probability", "strength"))
                value = replace(default, **value)
            changes[name] = value
        return cls(**changes)

    def to_dict(self) -> dict[str, Any]:
        return {name: _plain(getattr(self, name)) for name in self.names()}

    @classmethod
    def clean(cls) -> Self:
        """Every nuisance off; variations between people stay."""
        off = {n: Nuisance(0.0) for n in cls.names() if isinstance(_default(cls, n), Nuisance)}
        return cls(**off)

    def roll(self, rng: np.random.Generator) -> dict[str, Roll]:
        """Which nuisances this hand has; each has dice of its own, whatever the others do."""
        names = [name for name in self.names() if isinstance(getattr(self, name), Nuisance)]
        chances = rng.random(len(names))
        seeds = rng.integers(0, 2**63, size=len(names))
        rolls = {}
        for name, chance, seed in zip(names, chances, seeds, strict=True):
            nuisance = getattr(self, name)
            if chance < nuisance.probability and nuisance.strength > 0:
                rolls[name] = Roll(np.random.default_rng(int(seed)), float(nuisance.strength))
        return rolls


@dataclass(frozen=True)
class SamplingParameters(ParameterGroup):
    """Who is drawn.

    mode:           "natural": bone age uniform over the curve. "balanced": every stage of every
                    bone about equally often. "mixed": half of the hands each, for training: in
                    balanced hands alone one bone tells the others' stages, as in no real hand.
    sex:            "M", "F" or "" for both alike.
    tempo_years:    a fixed tempo (about the bone age) instead of a drawn one; 0 draws it.
    bone_scatter:   variation of single bones round the shared tempo.
    age_scatter:    variation of chronological age round the tempo (SD 0.9 y).
    """

    mode: Literal["natural", "balanced", "mixed"] = "natural"
    sex: Literal["", "M", "F"] = ""
    tempo_years: float = 0.0
    bone_scatter: float = 1.0
    age_scatter: float = 1.0

    def __post_init__(self) -> None:
        _check_choice("sampling.mode", self.mode, ("natural", "balanced", "mixed"))
        _check_choice("sampling.sex", self.sex, ("", "M", "F"))
        _check_number("sampling.tempo_years", self.tempo_years, (0.0, 20.0))
        _check_number("sampling.bone_scatter", self.bone_scatter, (0.0, MAX_STRENGTH))
        _check_number("sampling.age_scatter", self.age_scatter, (0.0, MAX_STRENGTH))


@dataclass(frozen=True)
class AnatomyParameters(ParameterGroup):
    """Variation between people, and the rarer findings."""

    size: float = 1.0
    bone_length: float = 1.0
    bone_width: float = 1.0
    cortex: float = 1.0
    plumpness: float = 1.0
    traits: float = 1.0
    forearm: float = 1.0
    carpals: float = 1.0
    pseudoepiphysis: Nuisance = _nuisance(0.15)
    extra_sesamoids: Nuisance = _nuisance(0.35)
    skin_folds: Nuisance = _nuisance(0.9)
    soft_texture: Nuisance = _nuisance(1.0)
    thenar_fold: Nuisance = _nuisance(0.7)


@dataclass(frozen=True)
class PoseParameters(ParameterGroup):
    """How the hand lies, and where on the film."""

    splay: Nuisance = _nuisance(1.0)
    joint_angles: Nuisance = _nuisance(1.0)
    flexion: Nuisance = _nuisance(1.0)
    bent_finger: Nuisance = _nuisance(0.06)
    overlap: Nuisance = _nuisance(0.06)
    thumb: Nuisance = _nuisance(1.0)
    wrist: Nuisance = _nuisance(1.0)
    tilt: Nuisance = _nuisance(0.7)
    turn: Nuisance = _nuisance(1.0)
    any_turn: Nuisance = _nuisance(0.0)
    right_hand: Nuisance = _nuisance(0.08)
    aspect: Nuisance = _nuisance(1.0)
    size_on_film: Nuisance = _nuisance(1.0)
    small_hand: Nuisance = _nuisance(0.12)
    off_centre: Nuisance = _nuisance(1.0)
    cropped_tips: Nuisance = _nuisance(0.03)
    cropped_wrist: Nuisance = _nuisance(0.04)
    forearm_length: Nuisance = _nuisance(1.0)


@dataclass(frozen=True)
class PhantomParameters:
    """All parameters of a phantom.

    size_px:  longer side of the film, 128 to 2048.
    """

    size_px: int = 1024
    sampling: SamplingParameters = field(default_factory=SamplingParameters)
    anatomy: AnatomyParameters = field(default_factory=AnatomyParameters)
    pose: PoseParameters = field(default_factory=PoseParameters)
    film: FilmParameters = field(default_factory=FilmParameters)

    def __post_init__(self) -> None:
        low, high = SIZE_RANGE_PX
        whole = isinstance(self.size_px, int) and not isinstance(self.size_px, bool)
        if not whole or not low <= self.size_px <= high:
            raise ValueError(
                f"parameter 'size_px' is {self.size_px!r}; it must be a whole number from "
                f"{low} to {high}"
            )
        for one in fields(self)[1:]:
            got, wanted = getattr(self, one.name), _GROUPS[one.name]
            if not isinstance(got, wanted):
                raise ValueError(
                    f"parameter {one.name!r} must be {wanted.__name__}, got {type(got).__name__}"
                )

    @classmethod
    def from_mapping(cls, given: Mapping[str, Any]) -> "PhantomParameters":
        """Defaults changed by nested or dotted names.

        given:  `{"size_px": 512, "pose": {"turn": {"strength": 2}}}` and
                `{"pose.turn.strength": 2}` say the same; unknown names are refused with the known.
        """
        nested = _nested(given)
        _refuse_unknown("", list(nested), ("size_px", *_GROUPS))
        changes: dict[str, Any] = {}
        for name, value in nested.items():
            if name in _GROUPS and not isinstance(value, Mapping):
                raise ValueError(
                    f"parameter {name!r} is a group; name one of its values, such as "
                    f"'{name}.{_GROUPS[name].names()[0]}', got {value!r}"
                )
            changes[name] = _GROUPS[name].from_dict(value) if name in _GROUPS else value
        return cls(**changes)

    def to_mapping(self) -> dict[str, Any]:
        """Plain JSON values; `from_mapping` reads them back."""
        groups = {name: getattr(self, name).to_dict() for name in _GROUPS}
        return {"size_px": self.size_px, **groups}

    def clean(self) -> "PhantomParameters":
        """The same with every nuisance of anatomy, pose and film off.

        People still differ in size and shape, and bones still scatter round the tempo: those are
        not nuisances, and have numbers of their own in `anatomy` and `sampling`.
        """
        keep = {n: v for n, v in vars(self.anatomy).items() if not isinstance(v, Nuisance)}
        return replace(
            self,
            anatomy=replace(AnatomyParameters.clean(), **keep),
            pose=PoseParameters.clean(),
            film=FilmParameters.clean(),
        )

    def digest(self) -> str:
        """16 hex digits that stand for these values and no others."""
        text = json.dumps(self.to_mapping(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


_GROUPS: dict[str, Any] = {
    "sampling": SamplingParameters,
    "anatomy": AnatomyParameters,
    "pose": PoseParameters,
    "film": FilmParameters,
}


def _default(group: type, name: str) -> Any:
    return next(one.default for one in fields(group) if one.name == name)


def _plain(value: Any) -> Any:
    if isinstance(value, Nuisance):
        return {"probability": value.probability, "strength": value.strength}
    return value


def _nested(given: Mapping[str, Any]) -> dict[str, Any]:
    """Dotted names opened into mappings."""
    nested: dict[str, Any] = {}
    for name, value in given.items():
        head, _, rest = name.partition(".")
        if not rest and not isinstance(value, Mapping):
            nested[head] = value
            continue
        inner = _nested({rest: value} if rest else cast(Mapping[str, Any], value))
        below = nested.setdefault(head, {})
        if not isinstance(below, dict):
            raise ValueError(f"parameter {head!r} is given both as a value and as a group")
        _merge(below, inner)
    return nested


def _merge(into: dict[str, Any], more: dict[str, Any]) -> None:
    for name, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(name), dict):
            _merge(into[name], value)
        else:
            into[name] = value


def _refuse_unknown(group: str, names: list[str], known: tuple[str, ...]) -> None:
    unknown = [name for name in names if name not in known]
    if unknown:
        where = f"{group}.{unknown[0]}" if group else unknown[0]
        raise ValueError(f"parameter {where!r} is unknown; known here are: {' '.join(known)}")


def _check(name: str, got: Any, default: Any) -> None:
    if not isinstance(default, Nuisance):
        _check_number(name, got, (0.0, MAX_STRENGTH))
    elif not isinstance(got, Nuisance):
        raise ValueError(
            f"parameter {name!r} must be a Nuisance(probability, strength), got {got!r}"
        )
    else:
        _check_number(f"{name}.probability", got.probability, (0.0, 1.0))
        _check_number(f"{name}.strength", got.strength, (0.0, MAX_STRENGTH))


def _check_number(name: str, got: Any, limits: tuple[float, float]) -> None:
    is_number = isinstance(got, int | float) and not isinstance(got, bool)
    if not is_number or not limits[0] <= got <= limits[1]:
        raise ValueError(
            f"parameter {name!r} is {got!r}; it must be a number in [{limits[0]:g}, {limits[1]:g}]"
        )


def _check_choice(name: str, got: Any, known: tuple[str, ...]) -> None:
    if got not in known:
        raise ValueError(f"parameter {name!r} is {got!r}; known are: {' '.join(map(repr, known))}")
