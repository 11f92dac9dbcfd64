"""How much of a film is shown when a hand is looked at: its plates, its tips and a margin."""

import numpy as np

# Finger tips lie a tenth of hand length beyond the distal plates, and a little forearm is wanted:
# with the margin, the hand is about seven tenths of the frame.
MARGIN = 0.2


def hand_frame_px(
    xy_px: np.ndarray, size_hw: tuple[int, ...], margin_share: float = MARGIN
) -> tuple[int, int, int, int]:
    """(x0, y0, x1, y1) whole pixels round a hand's points, cut to the film; x1, y1 outside.

    xy_px:         (N, 2) points in film pixels, none of them NaN, one or more.
    margin_share:  on every side, of the greater extent of the points.
    """
    low, high = xy_px.min(axis=0), xy_px.max(axis=0)
    margin = margin_share * float(max(high - low))
    height, width = size_hw[:2]
    x0, y0 = (int(v) for v in np.floor(np.maximum(low - margin, 0)))
    x1, y1 = (int(v) for v in np.ceil(np.minimum(high + margin, (width, height))))
    return x0, y0, x1, y1
