"""`PredictionsHook`: a page of predictions on the same films every epoch, to look at."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from mmengine.dist import master_only
from mmengine.hooks import Hook
from mmengine.model import is_model_wrapper

from boneage_kp.data.draws import DrawKey
from boneage_kp.data.transforms.pack import collate
from boneage_kp.registry import HOOKS

TRUTH, FOUND, WRONG = (90, 220, 90), (60, 200, 255), (70, 70, 255)  # BGR
SPACING_PX = 4


@HOOKS.register_module()
class PredictionsHook(Hook):
    """After each reading, while the weights are still those that were read with.

    films:    how many of the first samples of the validation set to draw.
    tile_px:  size of one film on the page.
    """

    priority = "ABOVE_NORMAL"  # before the running mean gives way to the training weights

    def __init__(self, films: int = 6, tile_px: int = 512) -> None:
        self.films = films
        self.tile_px = tile_px

    @master_only
    def after_val_epoch(self, runner: Any, metrics: dict[str, float] | None = None) -> None:
        dataset, epoch = runner.val_dataloader.dataset, max(runner.epoch - 1, 0)
        keys = [DrawKey(epoch, i) for i in range(min(self.films, len(dataset)))]
        batch = collate([dataset[key] for key in keys])
        model = runner.model.module if is_model_wrapper(runner.model) else runner.model
        with torch.no_grad():
            found = model.val_step(batch)
        names = [record.file_name for record in batch["record"]]
        stages = max(model.standard.stages.values(), key=len)
        tiles = [
            draw_film(
                batch["image"][i, 0].numpy(),
                [field[i].float().cpu().numpy() for field in found],
                [field[i].numpy() for field in batch["labels"]],
                stages,
                names[i],
                self.tile_px,
            )
            for i in range(len(keys))
        ]
        folder = Path(runner.work_dir) / "predictions"
        folder.mkdir(exist_ok=True)
        cv2.imwrite(str(folder / f"epoch_{runner.epoch:03d}.png"), page_of(tiles))


def draw_film(
    grey: np.ndarray,
    found: list[np.ndarray],
    labels: list[np.ndarray],
    stages: tuple[str, ...],
    name: str,
    tile_px: int,
) -> np.ndarray:
    """One film with rings where bones are, crosses where they were found, and both stages.

    found:   the fields of `Detections`; labels: those of `HandLabels`, both of one film.
    """
    factor = tile_px / max(grey.shape)
    tile = cv2.cvtColor(cv2.resize(grey, None, fx=factor, fy=factor), cv2.COLOR_GRAY2BGR)
    xy_px, confidence, _, posterior, _ = found
    truth_px, shown, _, stage, _ = labels
    for k in range(len(xy_px)):
        read = int(posterior[k].argmax())
        right = stage[k] < 0 or read == stage[k]
        x, y = (int(v * factor) for v in xy_px[k])
        if shown[k]:
            ring = tuple(int(v * factor) for v in truth_px[k])
            cv2.circle(tile, ring, 6, TRUTH, 1, cv2.LINE_AA)
        if confidence[k] < 0.1:
            continue
        colour = FOUND if right else WRONG
        cv2.drawMarker(tile, (x, y), colour, cv2.MARKER_CROSS, 7, 1, cv2.LINE_AA)
        word = stages[read] if right else f"{stages[read]} ({stages[int(stage[k])]})"
        cv2.putText(tile, word, (x + 7, y - 4), cv2.FONT_HERSHEY_SIMPLEX, 0.4, colour, 1)
    cv2.putText(tile, name, (6, 14), cv2.FONT_HERSHEY_SIMPLEX, 0.4, (200, 200, 200), 1)
    return tile


def page_of(tiles: list[np.ndarray]) -> np.ndarray:
    """Tiles in rows of at most three; all of one size."""
    columns = min(3, len(tiles))
    height, width = tiles[0].shape[:2]
    rows = -(-len(tiles) // columns)
    page = np.zeros((rows * (height + SPACING_PX), columns * (width + SPACING_PX), 3), np.uint8)
    for i, tile in enumerate(tiles):
        top, left = i // columns * (height + SPACING_PX), i % columns * (width + SPACING_PX)
        page[top : top + height, left : left + width] = tile
    return page
