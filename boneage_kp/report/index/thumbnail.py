"""The small picture of a film that the index shows: the hand, upright, a few kilobytes."""

import cv2
import numpy as np

from boneage_kp.report.overlay_film import film_view
from boneage_kp.report.page.context import PageContext
from boneage_kp.report.page.film import moved, upright_film
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
        height = max(1, round(HEIGHT_PX * _MAX_WIDTH_PX / view.shape[1]))
        view = cv2.resize(view, (_MAX_WIDTH_PX, height), interpolation=cv2.INTER_AREA)
    _, jpeg = cv2.imencode(".jpg", view, [cv2.IMWRITE_JPEG_QUALITY, 80])
    return jpeg.tobytes()
