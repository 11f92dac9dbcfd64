"""The template, and hands laid on it: turned, mirrored, half known, and not at all."""

import json
from pathlib import Path

import numpy as np
import pytest

from boneage_kp.data.registration.affine_fit import (
    MIN_POINTS,
    least_squares,
    register,
    stretch,
    whole_film,
)
from boneage_kp.data.registration.template_hand import (
    REGION_WORDS,
    TABLE,
    Window,
    load_template,
)
from boneage_kp.quality.layout import load_shape_model
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.hand import HAND

TEMPLATE = load_template()
EVERY = np.ones(len(HAND), bool)
TO_FILM = (
    Affine.scaling(500.0, 640.0)
    .then(Affine.rotation(110.0))
    .then(Affine.translation(700.0, 900.0))
    .then(Affine.mirror(1500.0))
)


def test_an_affine_is_found_again_also_mirrored_and_on_its_side() -> None:
    found = register(TO_FILM(TEMPLATE.xy), EVERY)
    assert found is not None and found.mirrors
    np.testing.assert_allclose(found.then(TO_FILM).matrix, np.eye(2, 3), atol=1e-9)


def test_half_of_the_points_are_enough_and_less_is_not() -> None:
    xy_px = TO_FILM(TEMPLATE.xy)
    known = np.zeros(len(HAND), bool)
    known[[0, 2, 4, 7, 8, 12]] = True
    assert known.sum() == MIN_POINTS
    xy_px[~known] = np.nan
    found = register(xy_px, known)
    assert found is not None
    np.testing.assert_allclose(found(xy_px[known]), TEMPLATE.xy[known], atol=1e-9)
    known[0] = False
    assert register(xy_px, known) is None


def test_errors_of_points_are_shared_out() -> None:
    """One point off by a tenth of the hand moves the others by far less."""
    xy = TEMPLATE.xy.copy()
    xy[HAND.index_of("mp5")] += (0.1, 0.0)
    found = register(xy, EVERY)
    assert found is not None
    off = np.linalg.norm(found(TEMPLATE.xy) - TEMPLATE.xy, axis=1)
    assert 0.001 < off.max() < 0.05


def test_points_on_a_line_and_hands_that_are_none_are_refused() -> None:
    line = np.column_stack([np.arange(13.0), 2 * np.arange(13.0)])
    assert least_squares(line, TEMPLATE.xy) is None
    assert least_squares(np.ones((13, 2)), TEMPLATE.xy) is None
    assert register(Affine.scaling(100.0, 300.0)(TEMPLATE.xy), EVERY) is None
    assert stretch(Affine.rotation(30.0).then(Affine.scaling(5.0))) == pytest.approx(1.0)


def test_without_points_the_whole_film_lies_in_the_window_of_the_hand() -> None:
    window = TEMPLATE.window("a")
    corners = whole_film((300, 100))(np.array([[0.0, 0.0], [100.0, 300.0]]))
    assert corners[0, 1] == pytest.approx(window.y0) and corners[1, 1] == pytest.approx(window.y1)
    assert corners[:, 0].mean() == pytest.approx((window.x0 + window.x1) / 2)
    assert window.x0 < corners[0, 0] < corners[1, 0] < window.x1


def test_a_window_is_whole_and_centred_in_any_input() -> None:
    affine = Window(-0.5, 0.25, 0.0, 1.25).to_input((80, 120))
    xy = affine(np.array([[-0.5, 0.25], [0.0, 1.25]]))
    np.testing.assert_allclose(xy, [[40.0, 0.0], [80.0, 80.0]])


def test_the_regions_hold_what_they_are_named_for() -> None:
    assert set(TEMPLATE.windows) == set(REGION_WORDS)
    inside = {}
    for name, (x0, y0, x1, y1) in TEMPLATE.windows.items():
        x, y = TEMPLATE.xy.T
        held = (x0 < x) & (x < x1) & (y0 < y) & (y < y1)
        inside[name] = {bone for bone, is_in in zip(HAND.names, held, strict=True) if is_in}
    assert inside["a"] == set(HAND.names)
    assert inside["b"] <= {"radius", "ulna", "mc1"}, "carpals carry none of the 13 plates"
    assert {"mc1", "mc3", "mc5", "pp1", "pp3", "pp5"} <= inside["c"]
    assert not inside["c"] & {"radius", "ulna", "dp3"}
    with pytest.raises(ValueError, match=r"region 'd' is unknown; known: a \(whole hand\)"):
        TEMPLATE.window("d")


def test_the_points_are_those_of_the_shape_model_upright_on_a_film() -> None:
    mean = load_shape_model().mean * (1.0, -1.0)
    np.testing.assert_allclose(TEMPLATE.xy, mean - mean.mean(axis=0), atol=1e-4)
    assert TEMPLATE.xy[HAND.index_of("dp3"), 1] < TEMPLATE.xy[HAND.index_of("radius"), 1]
    assert TEMPLATE.xy[HAND.index_of("pp1"), 0] > TEMPLATE.xy[HAND.index_of("pp5"), 0]


def test_a_table_of_other_bones_is_refused(tmp_path: Path) -> None:
    table = json.loads(TABLE.read_text())
    (tmp_path / "t.json").write_text(json.dumps({**table, "bones": ["radius", "ulna"]}))
    with pytest.raises(ValueError, match="is for the bones radius ulna; wanted .* make it anew"):
        load_template(tmp_path / "t.json")
