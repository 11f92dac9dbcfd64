"""The shape model: blind to place, turn, size and side; sees a strayed bone; made by a command."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boneage_kp.phantom.parameters import GENERATOR_VERSION, PhantomParameters
from boneage_kp.quality.layout import TABLE, ShapeModel, load_shape_model
from boneage_kp.quality.layout_table import make_table, model_of, whole_hands, write_table
from boneage_kp.quality.limits import QualityLimits
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.hand import HAND

ALL = np.ones(len(HAND), bool)


def odd_hand(seed: int) -> np.ndarray:
    """A plausible hand, in the model's frame."""
    model = load_shape_model()
    flat = np.random.default_rng(seed).multivariate_normal(
        model.mean.ravel(), model.covariance, method="eigh", check_valid="ignore"
    )
    return flat.reshape(-1, 2)


@given(
    seed=st.integers(0, 1000),
    turn=st.floats(-180, 180),
    scale=st.floats(0.1, 3000),
    mirror=st.booleans(),
)
def test_distance_does_not_change_with_place_turn_size_or_side(
    seed: int, turn: float, scale: float, mirror: bool
) -> None:
    model, hand = load_shape_model(), odd_hand(seed)
    moved = Affine.scaling(scale).then(Affine.rotation(turn, (5.0, 7.0)))
    moved = moved.then(Affine.mirror(90.0)) if mirror else moved
    assert model.distance(moved(hand), ALL) == pytest.approx(model.distance(hand, ALL), rel=1e-6)


@pytest.mark.parametrize("turn", [-170.0, -90.0, -20.0, 0.0, 45.0, 90.0])
@pytest.mark.parametrize("right_hand", [False, True])
def test_turn_and_side_are_told(turn: float, right_hand: bool) -> None:
    film = load_shape_model().mean * (1, -1) * 500  # a left hand on a film: y points down
    film = film * (-1, 1) if right_hand else film
    alignment = load_shape_model().align(Affine.rotation(turn)(film), ALL)
    assert alignment.turn_deg == pytest.approx(turn, abs=1e-6)
    assert alignment.mirrored == (not right_hand)
    assert np.abs(alignment.residual).max() < 1e-9


def test_a_strayed_bone_is_found_and_far() -> None:
    model = load_shape_model()
    for name in HAND.names:
        hand = model.mean.copy()
        hand[HAND.index_of(name)] += (0.12, 0.1)
        bone, without = model.strayed(hand, ALL)
        assert model.distance(hand, ALL) > 2.0 > without
        assert HAND.names[bone] == name


def test_too_few_points_say_nothing() -> None:
    known = np.zeros(len(HAND), bool)
    known[:3] = True
    assert load_shape_model().distance(np.zeros((len(HAND), 2)), known) == 0.0


def test_the_shipped_table_is_of_this_generator_and_knows_its_own_hands() -> None:
    table = json.loads(TABLE.read_text())
    assert f"generator {GENERATOR_VERSION}," in table["source"]
    assert tuple(table["bones"]) == HAND.names
    assert table["distance_percentiles"]["99"] < 2.0


def test_a_table_made_anew_agrees_with_the_shipped_one(tmp_path: Path) -> None:
    table = make_table(24, seed=5)
    write_table(table, tmp_path / "layout.json")
    anew = load_shape_model(tmp_path / "layout.json")
    shipped = load_shape_model()
    assert np.abs(anew.mean - shipped.mean).max() < 0.03
    assert isinstance(model_of(table), ShapeModel)
    # Hands drawn for this table are usual hands to the shipped one.
    assert shipped.distance(anew.mean, ALL) < 1.0


def test_a_table_of_other_bones_is_refused(tmp_path: Path) -> None:
    table = json.loads(TABLE.read_text()) | {"bones": ["radius"]}
    (tmp_path / "t.json").write_text(json.dumps(table))
    with pytest.raises(ValueError, match=r"is for the bones radius; wanted .*layout_table"):
        load_shape_model(tmp_path / "t.json")


def test_a_slip_across_a_joint_asks_for_review_and_a_wrong_joint_rejects() -> None:
    """The figures that the two limits rest on, over a few phantoms."""
    parameters = PhantomParameters.from_mapping({"size_px": 128}).clean()
    hands = whole_hands(parameters, seed=8_800_000, count=9)
    model, known, limits = load_shape_model(), np.ones(len(HAND), bool), QualityLimits()

    def median_distance(bone: str, put_on: str) -> float:
        moved = [hand.copy() for hand in hands]
        for hand in moved:
            hand[HAND.index_of(bone)] = hand[HAND.index_of(put_on)]
        return float(np.median([model.distance(hand, known) for hand in moved]))

    assert max(model.distance(hand, known) for hand in hands) < limits.layout_review
    for pair in (("mc3", "pp3"), ("pp3", "mc3"), ("mc5", "pp5")):
        assert limits.layout_review < median_distance(*pair) < limits.layout_reject
    for pair in (("mp3", "pp3"), ("mp5", "pp5")):
        assert median_distance(*pair) > limits.layout_reject


@given(seed=st.integers(0, 1000), turn=st.floats(-180, 180), mirror=st.booleans())
def test_points_that_are_not_known_are_put_where_the_others_say(
    seed: int, turn: float, mirror: bool
) -> None:
    model = load_shape_model()
    to_film = Affine.scaling(300.0).then(Affine.rotation(turn, (5.0, 7.0)))
    to_film = to_film.then(Affine.mirror(90.0)) if mirror else to_film
    known = np.random.default_rng(seed).permutation(len(HAND)) < 7
    mean_px = to_film(model.mean)
    told = np.where(known[:, None], mean_px, 1e6)
    assert np.allclose(model.completed(told, known), mean_px, atol=1e-6)
    # Any other hand keeps the points that are known.
    hand_px = to_film(odd_hand(seed))
    completed = model.completed(np.where(known[:, None], hand_px, np.nan), known)
    assert np.array_equal(completed[known], hand_px[known]) and np.isfinite(completed).all()


def test_points_on_one_place_are_no_error() -> None:
    model, known = load_shape_model(), np.arange(len(HAND)) < 6
    alignment = model.align(np.full((len(HAND), 2), 7.0), known)
    assert alignment.turn_deg == 0
    assert (model.completed(np.full((len(HAND), 2), 7.0), known) == 7).all()
