"""The small picture of a film that the index shows: the hand, or all of it; a few kilobytes."""

import cv2
import numpy as np

from boneage_kp.report.overlay_film import film_view
from boneage_kp.report.page.context import PageContext
from boneage_kp.report.page.film import moved, upright_film
from boneage_kp.report.stretch import stretched
from boneage_kp.schema.records import HandReading

HEIGHT_PX = 144
_MAX_WIDTH_PX = 192


def thumbnail(
    film_grey: np.ndarray, reading: HandReading, context: PageContext | None = None
) -> bytes:
    """A JPEG of the film cut to the hand, to be written to `page_names.thumbnail_path`.

    film_grey:  (H, W) uint8 or uint16; the context says how the film was turned.
    """
    context = context or PageContext()
    grey, from_film = upright_film(film_grey, context.quarter_turns, context.inverted)
    view = film_view(grey, moved(reading, from_film), HEIGHT_PX).picture[..., 0]
    if view.shape[1] > _MAX_WIDTH_PX:
        view = _fitted(view)
    return _jpeg(view)


def film_thumbnail(film_grey: np.ndarray) -> bytes:
    """The same of the whole film as it lies, where nobody has said where the hand is.

    film_grey:  (H, W) uint8 or uint16.
    """
    return _jpeg(stretched(_fitted(film_grey)))


def _fitted(view: np.ndarray) -> np.ndarray:
    """No higher and no wider than a thumbnail may be."""
    factor = min(HEIGHT_PX / view.shape[0], _MAX_WIDTH_PX / view.shape[1])
    size = (max(1, round(factor * view.shape[1])), max(1, round(factor * view.shape[0])))
    return cv2.resize(view, size, interpolation=cv2.INTER_AREA)


def _jpeg(view: np.ndarray) -> bytes:
    _, jpeg = cv2.imencode(".jpg", view, [cv2.IMWRITE_JPEG_QUALITY, 80])
    return jpeg.tobytes()
