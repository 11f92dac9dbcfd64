"""Every part that a config names, looked at before anything is built: its type and its arguments.

The parts would refuse a misspelt name themselves, but late, and without saying where it stands.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from mmengine.registry import Registry

from boneage_kp.engine.parts import DATASETS, HOOKS, MODELS
from boneage_kp.engine.schedule import SCHEDULES
from boneage_kp.engine.settings import ConfigError, TrainSettings
from boneage_kp.models.necks.fpn import Fpn
from boneage_kp.registry import CODECS, TRANSFORMS, unknown_argument, unknown_type

# Key of a config -> where the types below it are looked up.
REGISTRIES: Mapping[str, Sequence[Registry]] = {
    "model": (MODELS, CODECS),
    "train_data": (DATASETS, TRANSFORMS),
    "val_data": (DATASETS, TRANSFORMS),
    "hooks": (HOOKS,),
}


def check_parts(settings: TrainSettings) -> None:
    """Refuse the first unknown type or argument, with its place, what is known and the nearest."""
    _check_part({"type": "BoneDetector", **settings.model}, "model", REGISTRIES["model"])
    _check_arguments(Fpn, settings.model.get("neck") or {}, "model.neck", "Fpn")
    for key in ("train_data", "val_data", "hooks"):
        _check_part(getattr(settings, key), key, REGISTRIES[key])
    name = str(settings.schedule.get("name"))
    if name in SCHEDULES:  # an unknown one is refused where it is built, with the known ones
        rest = {key: value for key, value in settings.schedule.items() if key != "name"}
        _check_arguments(SCHEDULES[name], rest, "schedule", name)
    optimizer = getattr(torch.optim, str(settings.optimizer.get("type")), None)
    if inspect.isclass(optimizer):
        ours = ("type", "weight_decay", "decay_in")
        rest = {key: value for key, value in settings.optimizer.items() if key not in ours}
        _check_arguments(optimizer, rest, "optimizer", optimizer.__name__)


def _check_part(value: Any, place: str, registries: Sequence[Registry]) -> None:
    """A part, or a dictionary or list that parts lie in."""
    if isinstance(value, list | tuple):
        for number, item in enumerate(value):
            _check_part(item, f"{place}[{number}]", registries)
    elif isinstance(value, Mapping):
        if isinstance(value.get("type"), str):
            _check_type(value, place, registries)
        for name, item in value.items():
            _check_part(item, f"{place}.{name}", registries)


def _check_type(part: Mapping[str, Any], place: str, registries: Sequence[Registry]) -> None:
    name = part["type"]
    found = [made for made in (registry.get(name) for registry in registries) if made is not None]
    if not found:
        raise ConfigError(f"{place}: type {unknown_type(name, registries)}")
    given = {key: value for key, value in part.items() if key != "type"}
    _check_arguments(found[0], given, place, name)


def _check_arguments(
    made: Callable[..., Any], given: Mapping[str, Any], place: str, name: str
) -> None:
    wrong = unknown_argument(made, given)
    if wrong is not None:
        raise ConfigError(f"{place}: {name}: {wrong}")
