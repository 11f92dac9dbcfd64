import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boneage_kp.data.sample import sample_of
from boneage_kp.data.transforms.geometric import Letterbox, RandomWarp
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, HandRecord
from boneage_kp.standards import load_standard

STANDARD = load_standard("tw3_rus")
H, W = 300, 220


def painted(xy_px: tuple[float, float] = (130.0, 90.0)):
    """A film with one soft dot, labelled as the radius; the dp3 beside it, the ulna absent."""
    film = np.full((H, W), 20, np.uint8)
    cv2.circle(film, (int(xy_px[0] * 16 - 8), int(xy_px[1] * 16 - 8)), 9 * 16, 250, -1, shift=4)
    film = cv2.GaussianBlur(film, (0, 0), 2)
    bones = {
        "radius": BoneLabel(xy_px, 2, "F"),
        "dp3": BoneLabel((xy_px[0], xy_px[1] + 60), 2, "G"),
        "ulna": BoneLabel(absent=True),
    }
    return sample_of(HandRecord("dot.png", (H, W), bones), film, STANDARD)


def dot_of(grey: np.ndarray) -> np.ndarray:
    weight = np.clip(grey.astype(float) - 60, 0, None)
    ys, xs = np.mgrid[: grey.shape[0], : grey.shape[1]] + 0.5
    return np.array([(weight * xs).sum(), (weight * ys).sum()]) / weight.sum()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([128, (192, 256), 700, 96]))
def test_the_painted_dot_and_the_point_move_alike(seed, size):
    warp = RandomWarp(size, degrees=180, scale=(0.9, 1.1), shift=0.05, quarter_turns=True)
    moved = warp(painted(), np.random.default_rng(seed))
    assert moved.grey.shape == ((size, size) if isinstance(size, int) else size)
    point = moved.xy_px[HAND.index_of("radius")]
    if (
        moved.shown[0]
        and (point > 20).all()
        and (point < np.array(moved.grey.shape[::-1]) - 20).all()
    ):
        assert dot_of(moved.grey) == pytest.approx(point, abs=0.15)


@given(st.integers(0, 10_000))
def test_the_way_back_is_exact(seed):
    sample = painted()
    moved = RandomWarp(160)(sample, np.random.default_rng(seed))
    back = moved.from_film.inverse()(moved.xy_px[moved.shown])
    assert back == pytest.approx(sample.xy_px[moved.shown], abs=1e-9)


def test_a_seed_repeats_and_another_differs():
    warp = RandomWarp(160)
    first, again, other = (warp(painted(), np.random.default_rng(s)).grey for s in (3, 3, 4))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_mirroring_permutes_no_bone():
    warp = RandomWarp((H, W), degrees=0, scale=(1, 1), shift=0, mirror=1.0)
    moved = warp(painted(), np.random.default_rng(0))
    assert moved.xy_px[HAND.index_of("radius")] == pytest.approx([W - 130.0, 90.0])
    assert moved.from_film.mirrors


def test_a_point_that_leaves_the_film_becomes_absent_and_unrated():
    zoom = RandomWarp(160, degrees=0, scale=(4, 4.0001), shift=0, mirror=0)
    moved = zoom(painted((12.0, 12.0)), np.random.default_rng(0))
    radius = HAND.index_of("radius")
    assert not moved.shown[radius] and moved.known[radius] and moved.stage[radius] == -1
    assert np.isnan(moved.xy_px[radius]).all()


def test_hand_length_follows_the_scale():
    boxed = Letterbox(150)(painted(), np.random.default_rng(0))
    assert boxed.length_px == pytest.approx(60 * 150 / 300)
    assert boxed.known.sum() == 3 and boxed.shown.sum() == 2
    assert boxed.stage[HAND.index_of("radius")] == 5


def test_the_hands_frame_fills_the_input_wherever_the_hand_lies():
    for xy_px in ((60.0, 60.0), (150.0, 210.0)):
        boxed = Letterbox(160, frame="hand")(painted(xy_px), np.random.default_rng(0))
        assert boxed.length_px > 1.8 * Letterbox(160)(painted(xy_px), None).length_px
        shown = boxed.xy_px[boxed.shown]
        assert ((shown > 0) & (shown < 160)).all()
        assert dot_of(boxed.grey) == pytest.approx(boxed.xy_px[HAND.index_of("radius")], abs=1.0)


def test_an_unknown_frame_is_refused():
    with pytest.raises(ValueError, match="frame is 'plate'; known: film hand"):
        RandomWarp(160, frame="plate")
