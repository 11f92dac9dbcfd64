import pytest
import torch

from boneage_kp.models.detector import BoneDetector
from boneage_kp.models.outputs import DetectorOutput
from tests.models.hand_batches import SIZE_HW, labels

IMAGE = torch.randint(0, 256, (2, 1, *SIZE_HW), generator=torch.Generator().manual_seed(1)).to(
    torch.uint8
)


def _detector(**settings) -> BoneDetector:
    torch.manual_seed(0)
    backbone = dict(type="TimmBackbone", model_name="resnet10t")
    return BoneDetector(backbone, **settings)


DETECTOR = _detector()


def test_maps_lie_on_the_finest_level():
    output = DETECTOR.eval()(IMAGE)
    half = (SIZE_HW[0] // 2, SIZE_HW[1] // 2)
    assert output.point.shape == output.region.shape == (2, 13, *half)
    assert output.stage.shape == (2, 9, *half)
    assert output.aux4 is None and output.aux5 is None
    assert output.heatmap().max() < 0.05, "starts as empty as the targets"


def test_every_parameter_gets_a_gradient():
    detector = _detector().train()
    terms = detector(IMAGE, labels(), mode="loss")
    sum(terms.values()).backward()
    untouched = [n for n, p in detector.named_parameters() if p.grad is None]
    assert untouched == []
    assert all(torch.isfinite(p.grad).all() for p in detector.parameters())


def test_bf16_losses_equal_float32_to_tolerance():
    detector = _detector().train()
    full = detector(IMAGE, labels(), mode="loss")
    with torch.autocast("cpu", torch.bfloat16):
        half = detector(IMAGE, labels(), mode="loss")
    for name, value in full.items():
        assert half[name].item() == pytest.approx(value.item(), rel=0.03), name


def test_reading_gives_points_in_pixels_and_posteriors_that_sum_to_one():
    found = DETECTOR.eval()(IMAGE, mode="predict")
    assert found.xy_px.shape == (2, 13, 2)
    torch.testing.assert_close(found.posterior.sum(-1), torch.ones(2, 13))
    assert found.posterior[:, 1, 8].abs().max() == 0, "the ulna has no stage I"


def test_parts_may_be_left_out():
    detector = _detector(with_region=False, aux_heads=False).train()
    output = detector(IMAGE)
    assert output.region is None and output.aux4 is None
    assert "loss_region" not in detector(IMAGE, labels(), mode="loss")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"codec": dict(type="DiscCodec", stride=4)}, "codec stride 4.*finest stride 2"),
        (
            {"codec": dict(type="DiscCoded")},
            "codec 'DiscCoded' is unknown; .*DiscCodec",
        ),
        ({"codec": dict(type="DiscCodec", strid=4)}, "'DiscCodec' could not be built.*strid"),
        ({"neck": dict(widths=(64, 64))}, "5 levels come in, but widths= names 2"),
    ],
)
def test_wrong_settings_are_refused_by_name(settings, words):
    with pytest.raises(ValueError, match=words):
        _detector(**settings)


def test_a_standard_that_films_cannot_be_read_with_is_refused_by_name():
    with pytest.raises(ValueError, match="'rus_chn' cannot be used to read films"):
        _detector(standard="rus_chn")


def test_points_are_decoded_in_float32_also_under_autocast():
    """bfloat16 has 8 bits: it cannot tell neighbouring cells apart beyond 256."""
    detector = DETECTOR.eval()
    point = torch.full((1, 13, 4, 300), -9.0)
    point[:, :, 2, 277] = 9.0
    stage = torch.zeros(1, 9, 4, 300)
    plain = detector.read(DetectorOutput(point, None, stage, None, None))
    with torch.autocast("cpu", torch.bfloat16):
        under = detector.read(DetectorOutput(point, None, stage, None, None))
    for one, other in zip(plain, under, strict=True):
        assert other.dtype == torch.float32
        assert torch.equal(one, other)
