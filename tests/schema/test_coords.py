import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boneage_kp.schema.coords import (
    Affine,
    cell_to_px,
    containing_pixel,
    px_to_cell,
    px_to_mm,
)

maps = st.builds(
    lambda s, d, dx, dy, w: (
        Affine.scaling(s)
        .then(Affine.rotation(d, (7.0, 9.0)))
        .then(Affine.translation(dx, dy))
        .then(Affine.mirror(w) if w > 50 else Affine.identity())
    ),
    st.floats(0.1, 8),
    st.floats(-360, 360),
    st.floats(-500, 500),
    st.floats(-500, 500),
    st.floats(0, 100),
)
points = st.tuples(st.floats(-1000, 4000), st.floats(-1000, 4000)).map(np.array)


@given(points, st.sampled_from([1, 2, 4, 32]))
def test_cells_and_back(xy_px, stride):
    assert cell_to_px(px_to_cell(xy_px, stride), stride) == pytest.approx(xy_px)


def test_a_pixel_covers_its_index_to_the_next():
    xy_px = np.array([[0.0, 0.999], [3.5, 7.0], [-0.01, 2.0]])
    assert containing_pixel(xy_px).tolist() == [[0, 0], [3, 7], [-1, 2]]
    assert px_to_mm(np.array([10.0, 4.0]), 0.15) == pytest.approx([1.5, 0.6])


@given(maps, points)
def test_inverse_undoes(affine, xy):
    assert affine.inverse()(affine(xy)) == pytest.approx(xy, abs=1e-6)


@given(maps, maps, points)
def test_then_is_one_after_the_other(first, second, xy):
    assert first.then(second)(xy) == pytest.approx(second(first(xy)), rel=1e-9, abs=1e-6)


def test_mirror_twice_is_nothing_and_changes_the_side_once():
    mirror = Affine.mirror(640)
    assert mirror.mirrors and not mirror.then(mirror).mirrors
    assert mirror(np.array([0.5, 3.0])) == pytest.approx([639.5, 3.0])


def test_rotation_by_a_quarter_turns_clockwise_on_the_film():
    assert Affine.rotation(90)(np.array([1.0, 0.0])) == pytest.approx([0.0, 1.0])
    assert Affine.rotation(37).scale == pytest.approx(1.0)


@pytest.mark.parametrize("size_hw", [(1900, 1400), (300, 900), (512, 512)])
def test_letterbox_keeps_shape_and_centres(size_hw):
    box = Affine.letterbox(size_hw, (1024, 768))
    corners = box(np.array([[0, 0], [size_hw[1], size_hw[0]]], float))
    assert corners.sum(axis=0) == pytest.approx([768, 1024])
    assert (corners >= -1e-9).all() and (corners <= np.array([768, 1024]) + 1e-9).all()
    assert np.isclose(corners, [[0, 0], [768, 1024]]).all(axis=0).any()


@pytest.mark.parametrize(
    "affine",
    [
        Affine.scaling(2.0),
        Affine.scaling(0.5),
        Affine.mirror(40),
        Affine.rotation(90, (20.0, 20.0)),
        Affine.translation(3.5, -1.25),
        Affine.scaling(2.0).then(Affine.rotation(30, (40.0, 40.0))),
    ],
)
def test_a_painted_blob_goes_where_the_point_goes(affine):
    """Centre of mass of a warped blob = the mapped point: the half pixel of OpenCV is right."""
    xy = np.array([22.5, 17.5])
    grid = np.arange(40) + 0.5
    blob = np.exp(-((grid[None] - xy[0]) ** 2 + (grid[:, None] - xy[1]) ** 2) / 8)
    warped = cv2.warpAffine(blob, affine.cv2_matrix(), (100, 100), flags=cv2.INTER_LINEAR)
    ys, xs = np.mgrid[:100, :100] + 0.5
    found = np.array([(warped * xs).sum(), (warped * ys).sum()]) / warped.sum()
    assert found == pytest.approx(affine(xy), abs=0.02)


def test_a_wrong_shape_is_refused():
    with pytest.raises(ValueError, match=r"\(3, 3\)"):
        Affine(np.eye(3))
