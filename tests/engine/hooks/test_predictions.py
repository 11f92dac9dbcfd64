import numpy as np

from boneage_kp.engine.hooks.predictions import FOUND, WRONG, draw_film, page_of

STAGES = tuple("ABCDEFGHI")


def film(read: int, truth: int, confidence: float = 0.9) -> np.ndarray:
    grey = np.zeros((40, 60), np.uint8)
    xy_px, posterior = np.array([[30.0, 20.0]]), np.eye(9)[[read]]
    found = [xy_px, np.array([confidence]), np.zeros(1), posterior, np.array(50.0)]
    shown = np.array([True])
    labels = [xy_px, shown, shown, np.array([truth]), np.array(50.0)]
    return draw_film(grey, found, labels, STAGES, "a.png", 240)


def has(tile: np.ndarray, colour: tuple[int, int, int]) -> bool:
    return bool((tile == colour).all(axis=2).any())


def ring_cells(tile: np.ndarray) -> np.ndarray:
    """Where green outweighs the rest; the ring's edge is soft, so that no cell has its full hue."""
    blue, green, red = np.moveaxis(tile.astype(int), 2, 0)
    return green - np.maximum(blue, red) > 40


def test_a_wrong_stage_stands_out_and_an_unsure_bone_is_not_drawn() -> None:
    assert has(film(3, 3), FOUND) and not has(film(3, 3), WRONG)
    assert has(film(3, 4), WRONG) and not has(film(3, 4), FOUND)
    unsure = film(3, 3, confidence=0.01)
    assert ring_cells(unsure).any() and not has(unsure, FOUND)


def test_the_ring_stands_where_the_bone_is() -> None:
    rows, columns = np.nonzero(ring_cells(film(3, 3, 0.0)))
    assert abs(rows.mean() - 80) < 2 and abs(columns.mean() - 120) < 2


def test_tiles_fill_rows_of_three() -> None:
    tiles = [np.full((10, 20, 3), value, np.uint8) for value in (50, 60, 70, 80)]
    page = page_of(tiles)
    assert page[0, 0, 0] == 50 and page[14, 0, 0] == 80
    assert page.shape == (28, 72, 3)
