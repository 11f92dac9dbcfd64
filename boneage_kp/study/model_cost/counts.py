"""What a network costs on paper: multiply-accumulates and parameters, part by part.

Counted by hooks on the convolutions and linear layers of a copy without memory (the meta device),
so that any size is counted in no time. Norms, activations, additions and growing are left out, as
is usual; what has weights and is not counted is named, so that no figure flatters by silence.
"""

import copy
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

_CONVS = (nn.Conv1d, nn.Conv2d, nn.Conv3d)
_TRANSPOSED = (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)
_NORMS = (nn.modules.batchnorm._BatchNorm, nn.LayerNorm, nn.GroupNorm, nn.InstanceNorm2d)


@dataclass(frozen=True)
class PartCost:
    """One part of a network. gmac: 10^9 multiply-accumulates for one image."""

    name: str
    parameters: int
    gmac: float


@dataclass(frozen=True)
class NetworkCost:
    """A network at one input size.

    parts:      in the order of the network; their sum is the whole.
    uncounted:  kinds of layers that have weights and took no part in the count.
    """

    size_px: int
    parts: tuple[PartCost, ...]
    uncounted: tuple[str, ...] = ()

    def gmac(self, *names: str) -> float:
        """Of the parts whose name is, or begins with, one of these; of all without a name."""
        return sum(part.gmac for part in self.parts if not names or _belongs(part.name, names))

    def parameters(self, *names: str) -> int:
        """As `gmac`, in parameters."""
        return sum(p.parameters for p in self.parts if not names or _belongs(p.name, names))


def layer_macs(layer: nn.Module, given: Tensor, made: Tensor) -> int:
    """Multiply-accumulates of one call of a convolution or linear layer; 0 for anything else.

    given, made: its input and output; only their shapes are looked at.
    """
    if isinstance(layer, _CONVS):
        taps = torch.Size(layer.kernel_size).numel()
        return made.numel() * taps * layer.in_channels // layer.groups
    if isinstance(layer, _TRANSPOSED):
        taps = torch.Size(layer.kernel_size).numel()
        return given.numel() * taps * layer.out_channels // layer.groups
    if isinstance(layer, nn.Linear):
        return made.numel() * layer.in_features
    return 0


def network_cost(
    model: nn.Module, size_px: int, whole: Sequence[str] = ("backbone", "aux"), channels: int = 1
) -> NetworkCost:
    """Count one square image of `channels` channels, with everything that training runs.

    whole:  parts shown as one; of all others each child is a part of its own.
    """
    # Training mode, so that heads used in training only are counted, too.
    ghost = copy.deepcopy(model).to("meta").train()
    counts: Counter[str] = Counter()
    with _counting(ghost, counts), torch.no_grad():
        # Two images: batch norm refuses a single value a channel when it is training.
        ghost(torch.zeros(2, channels, size_px, size_px, device="meta"))
    parameters: Counter[str] = Counter()
    for name, value in ghost.named_parameters():
        parameters[name.rpartition(".")[0]] += value.numel()
    parts = list(dict.fromkeys(_part(name, whole) for name, _ in ghost.named_modules() if name))
    macs, own = _by_part(counts, whole), _by_part(parameters, whole)
    return NetworkCost(
        size_px=size_px,
        parts=tuple(PartCost(name, own[name], macs[name] / 2 / 1e9) for name in parts if own[name]),
        uncounted=tuple(sorted(_uncounted(ghost, counts))),
    )


@contextmanager
def _counting(model: nn.Module, counts: Counter[str]) -> Iterator[None]:
    """Add up the work of every layer by name while the block runs."""

    def watch(name: str) -> Callable[[nn.Module, Any, Any], None]:
        def note(layer: nn.Module, given: tuple[Tensor, ...], made: Tensor) -> None:
            counts[name] += layer_macs(layer, given[0], made)

        return note

    layers = [(n, m) for n, m in model.named_modules() if isinstance(m, _counted_kinds())]
    handles = [layer.register_forward_hook(watch(name)) for name, layer in layers]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def _counted_kinds() -> tuple[type[nn.Module], ...]:
    return (*_CONVS, *_TRANSPOSED, nn.Linear)


def _uncounted(model: nn.Module, counts: Counter[str]) -> set[str]:
    """Kinds of layers with weights of their own that were not called as layers, or not known."""
    return {
        type(layer).__name__
        for name, layer in model.named_modules()
        if next(layer.parameters(recurse=False), None) is not None
        and not isinstance(layer, _NORMS)
        and not counts[name]
    }


def _part(name: str, whole: Sequence[str]) -> str:
    first, _, rest = name.partition(".")
    return first if first in whole or not rest else f"{first}.{rest.partition('.')[0]}"


def _by_part(values: Counter[str], whole: Sequence[str]) -> Counter[str]:
    summed: Counter[str] = Counter()
    for name, value in values.items():
        summed[_part(name, whole)] += value
    return summed


def _belongs(name: str, names: Sequence[str]) -> bool:
    return name.partition(".")[0] in names or name in names
