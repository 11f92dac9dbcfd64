from pathlib import Path

import cv2
import numpy as np

from boneage_kp.engine.hooks.curves import draw_curves


def test_curves_move_with_the_log_and_stand_infinite_and_empty_cells(tmp_path: Path) -> None:
    rows = [
        {"epoch": "1", "loss": "2.0", "lr": "0.1", "hand/pck_2": "", "hand/largest_px": "inf"},
        {"epoch": "2", "loss": "1.0", "lr": "0.1", "hand/pck_2": "50", "hand/largest_px": "3"},
    ]
    draw_curves(rows, tmp_path / "a.png")
    rows[1]["loss"] = "0.01"
    draw_curves(rows, tmp_path / "b.png")
    one, two = (cv2.imread(str(tmp_path / name)).astype(int) for name in ("a.png", "b.png"))
    panel = (slice(0, one.shape[0] // 2), slice(0, one.shape[1] // 3))
    assert np.abs(one - two)[panel].sum() > 0, "the panel of losses"
    coloured = np.ptp(one, axis=2) > 60
    assert coloured[panel].any(), "a curve is drawn"
