"""`fold_norms`: batch norms multiplied into the convolutions before them, for reading only.

A norm in eval mode is a factor and a shift a channel, which the convolution can carry itself; on
its own it is one more pass over maps that do not fit the cache.
"""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.utils.fusion import fuse_conv_bn_weights


@torch.no_grad()
def fold_norms(model: nn.Module, image: Tensor) -> int:
    """Fold every norm that follows a convolution directly, in place; how many there were.

    model:  in eval mode; it cannot be trained on afterwards.
    image:  what it is called with to see which norm follows which convolution.
    """
    if model.training:
        raise ValueError("fold_norms: the model is training; call model.eval() first")
    pairs = _pairs(model, image)
    for conv, norm in pairs:
        conv.weight, conv.bias = fuse_conv_bn_weights(
            conv.weight,
            conv.bias,
            norm.running_mean,
            norm.running_var,
            norm.eps,
            norm.weight,
            norm.bias,
        )
    folded = {id(norm) for _, norm in pairs}
    for module in list(model.modules()):
        for name, child in list(module.named_children()):
            if id(child) in folded:
                setattr(module, name, _what_remains(child))
    return len(pairs)


def _pairs(model: nn.Module, image: Tensor) -> list[tuple[nn.Conv2d, Any]]:
    """(convolution, norm) where the norm's input is the convolution's very output."""
    made: dict[int, nn.Conv2d] = {}
    kept: list[Tensor] = []  # an address may be given out again only once its tensor is gone
    pairs: list[tuple[nn.Conv2d, Any]] = []
    calls: dict[int, int] = {}

    def after_conv(conv: nn.Module, given: Any, output: Tensor) -> None:
        kept.append(output)
        calls[id(conv)] = calls.get(id(conv), 0) + 1
        made[id(output)] = conv  # type: ignore[assignment]

    def before_norm(norm: nn.Module, given: tuple[Tensor, ...]) -> None:
        conv = made.get(id(given[0]))
        if conv is not None:
            pairs.append((conv, norm))

    hooks: list[Any] = []
    for module in model.modules():
        if type(module) is nn.Conv2d:
            hooks.append(module.register_forward_hook(after_conv))
        elif isinstance(module, _BatchNorm):
            hooks.append(module.register_forward_pre_hook(before_norm))
    try:
        model(image)
    finally:
        for hook in hooks:
            hook.remove()
    # A convolution that is called twice cannot carry two norms.
    return [(conv, norm) for conv, norm in pairs if calls[id(conv)] == 1]


def _what_remains(norm: nn.Module) -> nn.Module:
    """What a norm does after its factor and shift: timm's has an activation inside."""
    rest = [getattr(norm, name) for name in ("drop", "act") if hasattr(norm, name)]
    rest = [module for module in rest if not isinstance(module, nn.Identity)]
    return nn.Sequential(*rest) if rest else nn.Identity()
