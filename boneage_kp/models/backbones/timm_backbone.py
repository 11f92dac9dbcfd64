"""`TimmBackbone`: any timm model with `features_only`; channels and strides asked of itself."""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from boneage_kp.registry import MODELS
from boneage_kp.torchvision_cure import make_timm_importable


@MODELS.register_module()
class TimmBackbone(nn.Module):
    """A timm feature pyramid over one grey channel.

    model_name:    a name of `timm.list_models()`; an unknown one is refused with near names.
    weights_file:  ImageNet weights from a local safetensors or state-dict file; nothing is ever
                   downloaded. Three-channel stems are summed to one.
    """

    def __init__(self, model_name: str = "resnet50", weights_file: str | None = None) -> None:
        super().__init__()
        make_timm_importable()
        import timm

        if not timm.is_model(model_name):
            near = (
                ", ".join(timm.list_models(f"*{model_name[:6]}*")[:8]) or "see timm.list_models()"
            )
            raise ValueError(
                f"backbone {model_name!r} is unknown to timm {timm.__version__}; near: {near}"
            )
        # Any: timm's feature nets carry attributes that torch's Module does not declare.
        net: Any = timm.create_model(model_name, features_only=True, pretrained=False, in_chans=1)
        self.channels: tuple[int, ...] = tuple(net.feature_info.channels())
        self.strides: tuple[int, ...] = tuple(net.feature_info.reduction())
        self.net = net
        if weights_file is not None:
            self._load(Path(weights_file))

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        """(B, 1, H, W) to feature maps, finest first, at `strides`."""
        return tuple(self.net(image))

    def _load(self, path: Path) -> None:
        state = _read_state(path)
        wanted = self.net.state_dict()
        taken = {name: _to_grey(state[name], wanted[name]) for name in wanted if name in state}
        wrong = [name for name, value in taken.items() if value.shape != wanted[name].shape]
        missing = [name for name in wanted if name not in state]
        if wrong or missing:
            raise ValueError(
                f"{path}: does not fit the backbone: {len(missing)} tensors missing "
                f"{missing[:3]}, {len(wrong)} of another shape {wrong[:3]}; "
                "weights of the same timm model are wanted"
            )
        self.net.load_state_dict(taken)


def _read_state(path: Path) -> dict[str, Tensor]:
    if not path.is_file():
        raise ValueError(f"backbone weights {str(path)!r} do not exist; give a local file")
    if path.suffix == ".safetensors":
        from safetensors.torch import load_file

        return load_file(path)
    return torch.load(path, map_location="cpu", weights_only=True)


def _to_grey(value: Tensor, wanted: Tensor) -> Tensor:
    """Sum a stem over its colour channels: a grey film is the same in all three."""
    if value.ndim == 4 and value.shape[1] == 3 and wanted.shape[1] == 1:
        return value.sum(dim=1, keepdim=True)
    return value
