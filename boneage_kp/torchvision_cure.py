"""Lets `import torchvision`, hence `import timm`, succeed where its operators cannot load.

The fault: a torchvision wheel is compiled against one build of torch. Beside another build of the
same release (a CPU torch and the usual CUDA torchvision) its library `_C` does not load, and
torchvision carries on without it, except that its own import then registers shape rules for two
operators which nobody has declared: "operator torchvision::nms does not exist".

The cure: declare these two, schema only, before torchvision is imported. The package uses neither;
whoever calls one gets torch's own refusal that it has no kernel, never a wrong result. Where the
operators do load, nothing is touched. It may go once torchvision guards those registrations.
"""

import importlib.util
from collections.abc import Iterable
from enum import Enum
from pathlib import Path
from typing import Any

SCHEMAS = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)

# torch forgets a schema when the object that declared it dies, so this one lives as long as we do.
_declared: list[Any] = []


class Operators(Enum):
    """How torchvision's compiled operators stand; the value is the sentence to show."""

    NO_TORCH = "torch is not installed"
    NO_TORCHVISION = "torchvision is not installed"
    LOADED = "torchvision's operators load"
    CURED = "torchvision's operators do not load; the cure is in force, timm can be imported"


def make_timm_importable() -> Operators:
    """Declare torchvision's two missing operators if its own did not load; call before timm.

    Can be called any number of times.
    returns:  how the operators stand now.
    """
    if importlib.util.find_spec("torch") is None:
        return Operators.NO_TORCH
    spec = importlib.util.find_spec("torchvision")
    if spec is None:
        return Operators.NO_TORCHVISION
    if _declared:
        return Operators.CURED
    if _is_declared("nms") or _library_loads(spec.submodule_search_locations or []):
        return Operators.LOADED
    _declare()
    return Operators.CURED


def _is_declared(operator: str) -> bool:
    """Whether a library that is loaded has declared an operator of torchvision's."""
    import torch

    return hasattr(torch.ops.torchvision, operator)


def _library_loads(folders: Iterable[str]) -> bool:
    """Whether torchvision's compiled library loads, asked of the file itself.

    Loading it is what torchvision does first on import; doing so earlier changes nothing.
    """
    import torch

    for folder in folders:
        for path in (*Path(folder).glob("_C*.so"), *Path(folder).glob("_C*.pyd")):
            try:
                torch.ops.load_library(str(path))
            except (ImportError, OSError):
                continue
            return True
    return False


def _declare() -> None:
    """Declare the two schemas, and nothing else."""
    import torch

    library = torch.library.Library("torchvision", "FRAGMENT")
    for schema in SCHEMAS:
        library.define(schema)
    _declared.append(library)
