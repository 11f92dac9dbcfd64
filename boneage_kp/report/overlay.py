"""`draw_overlay`: the film with what was read off it, and beside it what follows from that.

The film is cut to the hand and shown at one size, whatever it had, so that everything drawn can
be read. Colours are by ray (Okabe-Ito); nothing is said by colour alone.
"""

import numpy as np

from boneage_kp.report.overlay_film import draw_reading, film_view
from boneage_kp.report.overlay_panel import draw_panel
from boneage_kp.report.words import ENGLISH, Words
from boneage_kp.schema.hand import HAND, HandSchema
from boneage_kp.schema.records import HandReading

HEIGHT_PX = 1400


def draw_overlay(
    grey: np.ndarray,
    reading: HandReading,
    schema: HandSchema = HAND,
    height_px: int = HEIGHT_PX,
    panel: bool = True,
    words: Words = ENGLISH,
) -> np.ndarray:
    """Film with points, skeleton and stage letters; panel with age, verdict and stages.

    grey:     (H, W) uint8 or uint16, the film that was read.
    returns:  (height_px, W, 3) uint8 RGB.
    """
    view = film_view(grey, reading, height_px)
    draw_reading(view, reading, schema)
    if not panel:
        return view.picture
    return np.hstack([view.picture, draw_panel(reading, height_px, schema, words)])
