"""A film with the places lit that the answer of a whole-image system comes from."""

import cv2
import numpy as np

from boneage_kp.report.stretch import stretched

HEIGHT_PX, MAX_WIDTH_PX = 960, 1100
_STRONGEST = 0.75  # opacity of the brightest place: the film stays seen
_LEAST_SHARE = 0.15  # of the greatest value: weaker places are left as they are
_FLAT_SHARE = 0.01  # of the greatest value: places that differ by less do not stand out


def shown_film(grey: np.ndarray) -> np.ndarray:
    """(h, w) uint8: the whole film for viewing, no larger than a page can use.

    grey:  (H, W) uint8 or uint16.
    """
    factor = min(HEIGHT_PX / grey.shape[0], MAX_WIDTH_PX / grey.shape[1])
    size = (max(1, round(factor * grey.shape[1])), max(1, round(factor * grey.shape[0])))
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return cv2.resize(stretched(grey), size, interpolation=how)


def is_flat(map_months: np.ndarray) -> bool:
    """Whether no place stands out: all are equal, or it holds no number at all.

    map_months:  (rows, columns) over the whole film.
    """
    size = np.abs(map_months).astype(float)
    if not np.isfinite(size).all():
        return True
    return bool(np.ptp(size) <= _FLAT_SHARE * size.max(initial=0.0))


def lit_film(film: np.ndarray, map_months: np.ndarray) -> np.ndarray:
    """(h, w, 3) uint8 BGR: the film with its map laid over, by size, whatever the sign.

    A flat map lights nothing: tinting all of the film would say that all of it matters.

    film:        (h, w) uint8, as `shown_film` gives it.
    map_months:  (rows, columns) over the whole film.
    """
    base = np.repeat(film[..., None], 3, axis=2)
    if is_flat(map_months):
        return base
    height, width = film.shape
    size = cv2.resize(
        np.abs(map_months).astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR
    )
    share = size / float(size.max())
    colours = cv2.applyColorMap(np.rint(255 * share).astype(np.uint8), cv2.COLORMAP_INFERNO)
    over = np.clip((share - _LEAST_SHARE) / (1 - _LEAST_SHARE), 0, 1)[..., None] * _STRONGEST
    return np.rint((1 - over) * base + over * colours).astype(np.uint8)
