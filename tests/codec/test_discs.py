import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from boneage_kp.codec.discs import DiscCodec
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.layout import TEMPLATE

SIZE_HW = (192, 160)
SHAPE = torch.tensor([TEMPLATE[name] for name in HAND.names])


def hands(length_px: float, degrees: float, centre_px: tuple[float, float], shift: float):
    """Two hands in the template's layout, (2, 13, 2) px: one posed, one shifted below a cell."""
    angle = torch.tensor(degrees).deg2rad()
    turn = torch.stack([angle.cos(), -angle.sin(), angle.sin(), angle.cos()]).view(2, 2)
    xy = length_px * SHAPE @ turn.T
    xy = xy - xy.mean(dim=0) + torch.tensor(centre_px)
    return torch.stack([xy, xy + shift])


def on_film(xy_px: torch.Tensor) -> torch.Tensor:
    limit = 2.0 * torch.tensor([SIZE_HW[1], SIZE_HW[0]])
    return ((xy_px > 0) & (xy_px < limit)).all(dim=-1)


@settings(max_examples=60)
@given(
    st.floats(150, 330),
    st.floats(-180, 180),
    st.tuples(st.floats(60, 260), st.floats(60, 320)),
    st.floats(0, 2),
)
def test_decode_encode_within_a_tenth_of_a_pixel_borders_too(length, degrees, centre, shift):
    codec = DiscCodec()
    xy_px = hands(length, degrees, centre, shift)
    shown = on_film(xy_px)
    targets = codec.encode(xy_px, shown, torch.tensor([length, length]), SIZE_HW)
    peaks = codec.decode(targets.point)
    error_px = (peaks.xy_px - xy_px).norm(dim=-1)[shown]
    assert error_px.max() < 0.1


def test_no_lattice_bias():
    """Over all places inside a cell the mean displacement is nothing, axis by axis."""
    codec = DiscCodec()
    grid = torch.linspace(0, 2, 21)
    moves = torch.cartesian_prod(grid, grid)
    xy_px = hands(300.0, 10.0, (160.0, 190.0), 0.0)[:1] + moves[:, None]
    shown = torch.ones(xy_px.shape[:2], dtype=torch.bool)
    targets = codec.encode(xy_px, shown, torch.full((len(xy_px),), 300.0), SIZE_HW)
    bias_px = (codec.decode(targets.point).xy_px - xy_px).mean(dim=(0, 1))
    assert bias_px.abs().max() < 0.005


def test_where_a_lit_pixel_lands():
    heatmap = torch.zeros(1, 13, 24, 40)
    heatmap[0, :, 7, 30] = 1.0
    peaks = DiscCodec(stride=2).decode(heatmap)
    assert peaks.xy_px[0, 4].tolist() == pytest.approx([61.0, 15.0], abs=1e-3)


def test_neighbouring_regions_share_no_cell_and_points_lie_in_their_own():
    codec = DiscCodec()
    xy_px = hands(330.0, 30.0, (160.0, 190.0), 1.0)
    shown = torch.ones(2, 13, dtype=torch.bool)
    targets = codec.encode(xy_px, shown, torch.tensor([330.0, 330.0]), SIZE_HW)
    assert targets.region.sum(dim=1).max() == 1
    centre = (xy_px / 2).long()
    for hand in range(2):
        for bone in range(13):
            x, y = centre[hand, bone]
            assert targets.point[hand, bone, y, x] == 1
            assert targets.region[hand, bone, y, x] == 1


def test_a_bone_that_is_not_shown_gets_empty_maps_and_takes_no_cells():
    codec = DiscCodec()
    xy_px = hands(330.0, 0.0, (160.0, 190.0), 0.0)
    shown = torch.ones(2, 13, dtype=torch.bool)
    everything = codec.encode(xy_px, shown, torch.tensor([330.0, 330.0]), SIZE_HW)
    shown[:, HAND.index_of("mc3")] = False
    xy_px[:, HAND.index_of("mc3")] = float("nan")
    less = codec.encode(xy_px, shown, torch.tensor([330.0, 330.0]), SIZE_HW)
    assert less.point[:, HAND.index_of("mc3")].abs().max() == 0
    assert less.region[:, HAND.index_of("mc3")].abs().max() == 0
    grown = HAND.index_of("pp3")
    assert less.region[:, grown].sum() > everything.region[:, grown].sum()


def test_radii_follow_the_hand_and_keep_their_floor():
    codec = DiscCodec()
    length = torch.tensor([100.0, 400.0])
    assert codec.point_radius(length).tolist() == pytest.approx([2.5, 4.8])
    assert codec.region_radius(length).tolist() == pytest.approx([4.5, 18.0])
