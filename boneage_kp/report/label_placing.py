"""Where a stage letter may stand: near its plate, on no plate or other letter, on dark ground."""

from dataclasses import dataclass

import numpy as np

# Half widths of growth plates in hand lengths, somewhat generous, by kind of bone: nothing is
# written inside. From widths of epiphyses in the phantoms' anatomy.
PLATE_REACH = {
    "forearm": 0.085,
    "metacarpal": 0.05,
    "proximal phalanx": 0.047,
    "middle phalanx": 0.042,
    "distal phalanx": 0.036,
}
_ANGLES = np.radians(np.arange(0, 360, 15))
_STEPS = (0.0, 0.02, 0.045, 0.08, 0.12)
_BRIGHTEST = 2.0  # what white ground costs


@dataclass(frozen=True, eq=False)
class Plates:
    """What letters must keep off: centres (n, 2) and reaches (n,), pixels of the picture."""

    xy_px: np.ndarray
    reach_px: np.ndarray


def place_labels(
    plates: Plates,
    half_wh_px: tuple[float, float],
    grey: np.ndarray,
    length_px: float,
    links: np.ndarray,
) -> np.ndarray:
    """Centres of one label a plate.

    half_wh_px:  half the width and height of a label.
    grey:        (H, W) the picture; bright ground costs, for it is bone.
    links:       (m, 2, 2) ends of the skeleton's lines, which labels rather keep off.
    returns:     (n, 2) pixels.
    """
    half = np.array(half_wh_px)
    height, width = grey.shape
    taken: list[np.ndarray] = []
    for xy, reach in zip(plates.xy_px, plates.reach_px, strict=True):
        spots = _spots(xy, reach, half, length_px)
        cost = np.linalg.norm(spots - xy, axis=1) / length_px * 15
        cost += 60 * _touches_discs(spots, half, plates)
        cost += 8 * _nearer_to_another(spots, xy, plates.xy_px)
        inside = ((spots - half >= 2) & (spots + half <= (width - 2, height - 2))).all(axis=1)
        cost += 200 * ~inside
        for other in taken:
            cost += 100 * (np.abs(spots - other) < 2 * half + 2).all(axis=1)
        cost += 1.5 * _near_links(spots, half, links)
        taken.append(spots[_cheapest(cost, spots, half, grey)])
    return np.array(taken).reshape(-1, 2)


def _cheapest(cost: np.ndarray, spots: np.ndarray, half: np.ndarray, grey: np.ndarray) -> int:
    """The spot of least cost with its ground, which is looked at only where it can decide."""
    best, least = 0, np.inf
    for n in np.argsort(cost, kind="stable").tolist():
        if cost[n] >= least:
            break
        total = cost[n] + _BRIGHTEST * _brightness(grey, spots[n], half)
        if total < least:
            best, least = n, total
    return best


def _spots(xy: np.ndarray, reach: float, half: np.ndarray, length_px: float) -> np.ndarray:
    """Candidates round a plate; the sides come first, so that they win where all else is equal."""
    order = np.argsort(np.abs(np.sin(_ANGLES)), kind="stable")
    way = np.column_stack([np.cos(_ANGLES), np.sin(_ANGLES)])[order]
    # Far enough that the label's box, seen from this side, just clears the plate.
    clear = np.abs(way * half).sum(axis=1) + reach
    rings = [xy + way * (clear + step * length_px)[:, None] for step in _STEPS]
    return np.concatenate(rings)


def _touches_discs(spots: np.ndarray, half: np.ndarray, plates: Plates) -> np.ndarray:
    """(n,) how many plates a label at each spot would cover."""
    gap = np.maximum(np.abs(spots[:, None] - plates.xy_px[None]) - half, 0)
    return (np.linalg.norm(gap, axis=2) < plates.reach_px - 1).sum(axis=1)


def _nearer_to_another(spots: np.ndarray, xy: np.ndarray, plates_px: np.ndarray) -> np.ndarray:
    """(n,) bool, whether a reader would take the letter for another plate's."""
    own = np.linalg.norm(spots - xy, axis=1)
    nearest = np.linalg.norm(spots[:, None] - plates_px[None], axis=2).min(axis=1)
    return nearest < own - 1e-6


def _near_links(spots: np.ndarray, half: np.ndarray, links: np.ndarray) -> np.ndarray:
    """(n,) how many lines run through a label at each spot."""
    if not len(links):
        return np.zeros(len(spots))
    start, way = links[:, 0], links[:, 1] - links[:, 0]
    along = ((spots[:, None] - start) * way).sum(axis=2) / np.maximum((way**2).sum(axis=1), 1e-9)
    nearest = start + np.clip(along, 0, 1)[..., None] * way
    return (np.abs(spots[:, None] - nearest) < half + 2).all(axis=2).sum(axis=1)


def _brightness(grey: np.ndarray, spot: np.ndarray, half: np.ndarray) -> float:
    """Mean of the ground under a label, in [0, 1]; 1 off the picture."""
    height, width = grey.shape
    x, y = spot.tolist()
    x0, x1 = int(max(x - half[0], 0)), int(min(x + half[0], width))
    y0, y1 = int(max(y - half[1], 0)), int(min(y + half[1], height))
    if x0 >= x1 or y0 >= y1:
        return 1.0
    return float(grey[y0:y1:4, x0:x1:4].mean()) / 255
