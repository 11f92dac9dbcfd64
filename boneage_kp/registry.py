"""Names in configs to classes: children of mmengine's registries that list what they know."""

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


def build(part: Any, registry: Registry) -> Any:
    """A finished part as it is, or one made from `dict(type=..., ...)`.

    A miss names the type, the registry and every name that would have been right; an argument
    that the class does not take is refused with the class' name.
    """
    if not isinstance(part, dict):
        return part
    if "type" not in part:
        raise ValueError(f"a {registry.name} needs a 'type' key, got only {sorted(part)}")
    settings = dict(part)
    name = settings.pop("type")
    made = registry.get(name) if isinstance(name, str) else name
    if made is None:
        known = ", ".join(sorted(registry.module_dict)) or "none"
        raise ValueError(f"{registry.name} {name!r} is unknown; known here: {known}")
    try:
        return made(**settings)
    except TypeError as error:
        raise ValueError(f"{registry.name} {name!r} could not be built: {error}") from error
