import pytest
import torch
from safetensors.torch import save_file

from boneage_kp.models.backbones.timm_backbone import TimmBackbone


@pytest.mark.parametrize("name", ["resnet10t", "mobilenetv4_conv_small"])
@pytest.mark.parametrize("size_hw", [(64, 96), (128, 32)])
def test_levels_have_the_channels_and_strides_they_say(name, size_hw):
    net = TimmBackbone(name).eval()
    levels = net(torch.zeros(2, 1, *size_hw))
    for level, channels, stride in zip(levels, net.channels, net.strides, strict=True):
        assert level.shape == (2, channels, size_hw[0] // stride, size_hw[1] // stride)
    assert net.strides == (2, 4, 8, 16, 32)


def test_an_unknown_backbone_is_refused_with_near_names():
    with pytest.raises(ValueError, match=r"'resnet5O' is unknown to timm.*resnet50"):
        TimmBackbone("resnet5O")


def test_colour_weights_from_a_local_file_are_summed_to_grey(tmp_path):
    torch.manual_seed(0)
    source = TimmBackbone("resnet10t")
    state = {k: v.clone() for k, v in source.net.state_dict().items()}
    stem = next(k for k, v in state.items() if v.ndim == 4 and v.shape[1] == 1)
    state[stem] = state[stem].repeat(1, 3, 1, 1) / 3
    save_file({k: v.contiguous() for k, v in state.items()}, tmp_path / "imagenet.safetensors")
    loaded = TimmBackbone("resnet10t", weights_file=str(tmp_path / "imagenet.safetensors"))
    torch.testing.assert_close(
        loaded.net.state_dict()[stem], source.net.state_dict()[stem], atol=1e-6, rtol=1e-5
    )


def test_weights_of_another_model_are_refused(tmp_path):
    save_file(TimmBackbone("resnet10t").net.state_dict(), tmp_path / "small.safetensors")
    with pytest.raises(ValueError, match="does not fit the backbone: .* tensors missing"):
        TimmBackbone("resnet18", weights_file=str(tmp_path / "small.safetensors"))
    with pytest.raises(ValueError, match="do not exist; give a local file"):
        TimmBackbone("resnet10t", weights_file=str(tmp_path / "none.safetensors"))
