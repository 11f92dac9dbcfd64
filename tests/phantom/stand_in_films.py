"""A generator in a few lines with the real one's interface, for tests of what stands around it.

Run as a program it makes a set, so that tests can kill it:
`python stand_in_films.py OUT COUNT WORKERS`.
"""

import os
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from boneage_kp.phantom.dataset_writer import Maker, SetPlan, write_set
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, HandRecord, Sex

SIZE_HW = (48, 36)


@dataclass(frozen=True)
class Film:
    image: np.ndarray
    record: HandRecord
    masks: Mapping[str, np.ndarray] | None = None


@dataclass(frozen=True)
class Settings:
    """`die_at`: the film at which the process kills itself; `fail_at`: … raises."""

    bits: int = 8
    pause_s: float = 0.0
    die_at: int = -1
    fail_at: int = -1


def draw(parameters: Settings, seed: int, index: int, with_masks: bool) -> Film:
    """A film of noise with a bright square at every point."""
    if index == parameters.die_at:
        os.kill(os.getpid(), signal.SIGKILL)
    if index == parameters.fail_at:
        raise ArithmeticError(f"film {index} cannot be drawn")
    time.sleep(parameters.pause_s)
    rng = np.random.default_rng([seed, index])
    top = 2**parameters.bits
    image = rng.integers(0, top // 2, SIZE_HW)
    bones, masks = {}, {}
    for name in HAND.names:
        x, y = rng.uniform((3, 3), (SIZE_HW[1] - 3, SIZE_HW[0] - 3))
        stage = "ABCDEFGHI"[rng.integers(0, 8 if name == "ulna" else 9)]
        bones[name] = BoneLabel((round(float(x), 2), round(float(y), 2)), 2, stage)
        mask = np.zeros(SIZE_HW, bool)
        mask[int(y) - 1 : int(y) + 2, int(x) - 1 : int(x) + 2] = True
        masks[f"{name}/gap"] = mask
        image[mask] = top - 1
    record = HandRecord(
        file_name="",
        size_hw=SIZE_HW,
        bones=bones,
        sex=(Sex.FEMALE, Sex.MALE)[index % 2],
        age_months=float(rng.integers(12, 228)),
        spacing_mm=0.2,
        side="left",
        standard_id="tw3_rus",
    )
    dtype = np.uint8 if parameters.bits == 8 else np.uint16
    return Film(image.astype(dtype), record, masks if with_masks else None)


def describe(record: HandRecord) -> tuple[dict[str, Any], dict[str, Any]]:
    """A COCO image and annotation in as few keys as the writer's tests need."""
    xy_px, visibility = record.points_px()
    triplets = [[x, y, int(v)] for (x, y), v in zip(xy_px.tolist(), visibility, strict=True)]
    height, width = record.size_hw
    image = {
        "id": record.image_id,
        "file_name": record.file_name,
        "height": height,
        "width": width,
    }
    annotation = {
        "id": record.annotation_id,
        "image_id": record.image_id,
        "category_id": 1,
        "keypoints": [number for triplet in triplets for number in triplet],
    }
    return image, annotation


MAKER = Maker(draw, describe, {"id": 1, "name": "hand", "keypoints": list(HAND.names)})


def plan(count: int, settings: Settings | None = None, seed: int = 7, **more: Any) -> SetPlan:
    settings = settings or Settings()
    values = {"bits": settings.bits}
    return SetPlan(count, seed, settings, values, f"digest of {values}", "stand-in 1", **more)


def contents(root: Path, pattern: str = "*") -> dict[str, bytes]:
    """Every file below a folder, hidden ones too, by name."""
    files = sorted(path for path in root.rglob(pattern) if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def main() -> None:
    root, count, workers = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    write_set(root, plan(count, Settings(pause_s=0.01), with_masks=True), MAKER, workers)


if __name__ == "__main__":
    assert asdict(Settings())  # plain values only: the settings travel to workers
    main()
