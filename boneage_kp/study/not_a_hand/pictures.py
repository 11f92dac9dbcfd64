"""`no_hands`: N pictures that are no hands, of all kinds in turn; the same for the same seed."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import cv2
import numpy as np

from boneage_kp.phantom.contact_sheet import Sheet, draw_sheet
from boneage_kp.study.not_a_hand import cat, chest, foot, noise, plate, ruler, text
from boneage_kp.study.not_a_hand.brush import film

Drawer = Callable[[np.random.Generator, tuple[int, int]], np.ndarray]
KINDS: Mapping[str, Drawer] = {
    "foot": foot.draw,
    "chest": chest.draw,
    "cat": cat.draw,
    "plate": plate.draw,
    "ruler": ruler.draw,
    "text": text.draw,
    "noise": noise.draw,
}
SEED = 9_000_000
LONG_SIDE_PX = 1024
_CELL_HW = (270, 216)


def no_hands(
    count: int, kinds: Sequence[str] = tuple(KINDS), seed: int = SEED
) -> Iterator[tuple[str, np.ndarray]]:
    """(kind, (H, W) uint8) of each picture; kinds take turns."""
    for number in range(count):
        kind = kinds[number % len(kinds)]
        yield kind, picture(kind, number, seed)


def picture(kind: str, number: int, seed: int = SEED) -> np.ndarray:
    """One picture: drawn, then exposed, turned or inverted as films in archives are."""
    rng = np.random.default_rng([seed, list(KINDS).index(kind), number])
    size_hw = (LONG_SIDE_PX, int(LONG_SIDE_PX * rng.uniform(0.7, 1.0)))
    grey = film(rng, KINDS[kind](rng, size_hw))
    if rng.random() < 0.15:
        grey = 255 - grey
    if rng.random() < 0.25:
        grey = np.rot90(grey, int(rng.integers(1, 4)))
    return np.ascontiguousarray(grey)


def contact_sheet(columns: int = 6, seed: int = SEED) -> np.ndarray:
    """A row a kind, for a person to judge whether they are hard enough."""
    cells = {
        (row, column): _fitted(picture(kind, column, seed))
        for row, kind in enumerate(KINDS)
        for column in range(columns)
    }
    return draw_sheet(
        Sheet(
            title="Not a hand",
            note=f"Drawn, none is anybody's picture. Seed {seed}; a row a kind.",
            rows=list(KINDS),
            columns=[str(column) for column in range(columns)],
            cells=cells,
            captions={},
        )
    )


def _fitted(grey: np.ndarray) -> np.ndarray:
    """The whole picture in one cell of the sheet, grey around it."""
    factor = min(_CELL_HW[0] / grey.shape[0], _CELL_HW[1] / grey.shape[1])
    size = (round(grey.shape[1] * factor), round(grey.shape[0] * factor))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    cell = np.full(_CELL_HW, 128, np.uint8)
    y, x = (_CELL_HW[0] - size[1]) // 2, (_CELL_HW[1] - size[0]) // 2
    cell[y : y + size[1], x : x + size[0]] = small
    return cell
