"""Names in configs to classes: children of mmengine's registries that list what they know."""

import difflib
import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from mmengine.registry import DATASETS as MM_DATASETS
from mmengine.registry import HOOKS as MM_HOOKS
from mmengine.registry import METRICS as MM_METRICS
from mmengine.registry import MODELS as MM_MODELS
from mmengine.registry import OPTIM_WRAPPERS as MM_OPTIM_WRAPPERS
from mmengine.registry import TRANSFORMS as MM_TRANSFORMS
from mmengine.registry import Registry

SCOPE = "boneage_kp"

MODELS = Registry("model", parent=MM_MODELS, scope=SCOPE, locations=["boneage_kp.models"])
CODECS = Registry("codec", scope=SCOPE, locations=["boneage_kp.codec.discs"])
DATASETS = Registry("dataset", parent=MM_DATASETS, scope=SCOPE, locations=["boneage_kp.data"])
TRANSFORMS = Registry("transform", parent=MM_TRANSFORMS, scope=SCOPE, locations=["boneage_kp.data"])
METRICS = Registry("metric", parent=MM_METRICS, scope=SCOPE, locations=["boneage_kp.evaluation"])
HOOKS = Registry("hook", parent=MM_HOOKS, scope=SCOPE, locations=["boneage_kp.engine"])
OPTIM_WRAPPERS = Registry(
    "optim_wrapper", parent=MM_OPTIM_WRAPPERS, scope=SCOPE, locations=["boneage_kp.engine"]
)

PARENT_NAMES_SHOWN = 12


def build(part: Any, registry: Registry) -> Any:
    """A finished part as it is, or one made from `dict(type=..., ...)`.

    A miss names the type, the registry and every name that would have been right; an argument
    that the class does not take is refused with all that it takes.
    """
    if not isinstance(part, dict):
        return part
    if "type" not in part:
        raise ValueError(f"a {registry.name} needs a 'type' key, got only {sorted(part)}")
    settings = dict(part)
    name = settings.pop("type")
    made = registry.get(name) if isinstance(name, str) else name
    if made is None:
        raise ValueError(f"{registry.name} {unknown_type(name, [registry])}")
    wrong = unknown_argument(made, settings)
    if wrong is not None:
        raise ValueError(f"{registry.name} {name!r} could not be built: {wrong}")
    try:
        return made(**settings)
    except TypeError as error:
        raise ValueError(f"{registry.name} {name!r} could not be built: {error}") from error


def unknown_type(name: str, registries: Sequence[Registry]) -> str:
    """That no registry has this name, the nearest one, and what they and their parents have."""
    ours = sorted({known for one in registries for known in one.module_dict})
    parents = [one.parent for one in registries if one.parent is not None]
    theirs = sorted({known for one in parents for known in one.module_dict} - set(ours))
    near = difflib.get_close_matches(name, [*ours, *theirs], n=1)
    hint = f". Did you mean {near[0]!r}?" if near else ""
    rest = f"; of mmengine: {_shortened(theirs)}" if theirs else ""
    return f"{name!r} is unknown; known here: {', '.join(ours) or 'none'}{rest}{hint}"


def unknown_argument(made: Callable[..., Any], given: Iterable[str]) -> str | None:
    """What is said of the first name that a class or function does not take; None if it takes all.

    given: names of arguments.
    """
    taken = taken_arguments(made)
    if taken is None:
        return None
    for name in given:
        if name not in taken:
            near = difflib.get_close_matches(name, taken, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else "."
            return f"argument {name!r} is unknown{hint} It takes: {' '.join(taken) or 'nothing'}"
    return None


def taken_arguments(made: Callable[..., Any]) -> tuple[str, ...] | None:
    """Names that may be given to it; None where it takes any, or does not say."""
    try:
        parameters = inspect.signature(made).parameters.values()
    except (TypeError, ValueError):  # written in C, without a signature
        return None
    if any(one.kind is inspect.Parameter.VAR_KEYWORD for one in parameters):
        return None
    named = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return tuple(one.name for one in parameters if one.kind in named)


def _shortened(names: Sequence[str]) -> str:
    shown = ", ".join(names[:PARENT_NAMES_SHOWN])
    more = len(names) - PARENT_NAMES_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown
