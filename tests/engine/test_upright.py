"""Upright films: a painted pixel and its point move alike, and the way back is exact."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from boneage_kp.engine.upright import Upright

uprights = st.builds(
    Upright,
    st.tuples(st.integers(0, 5), st.integers(0, 7), st.integers(15, 31), st.integers(12, 23)),
    st.integers(0, 3),
    st.booleans(),
    st.booleans(),
)


@given(uprights, st.data())
def test_a_painted_pixel_and_its_point_move_alike(upright: Upright, data: st.DataObject) -> None:
    x0, y0, x1, y1 = upright.box_px
    x, y = data.draw(st.integers(x0, x1 - 1)), data.draw(st.integers(y0, y1 - 1))
    film = np.zeros((24, 32), np.uint8)
    film[y, x] = 255
    moved = upright.apply(film)
    painted = moved == (0 if upright.inverted else 255)
    row, column = np.argwhere(painted)[0]
    point = upright.from_film(np.array([x + 0.5, y + 0.5]))
    assert painted.sum() == 1
    assert np.allclose(point, (column + 0.5, row + 0.5), atol=1e-9)
    assert np.allclose(upright.from_film.inverse()(point), (x + 0.5, y + 0.5), atol=1e-9)


def test_turned_and_mirrored_films_become_the_same_upright_film() -> None:
    film = np.arange(30 * 20, dtype=np.uint16).reshape(30, 20).astype(np.uint8)
    whole = Upright.whole((30, 20)).apply(film)
    for turns in range(4):
        turned = np.rot90(film, turns)
        back = Upright((0, 0, turned.shape[1], turned.shape[0]), turns)
        assert np.array_equal(back.apply(turned), whole)
    mirrored = Upright((0, 0, 20, 30), mirrored=True, inverted=True)
    assert np.array_equal(mirrored.apply(255 - np.fliplr(film)), whole)
