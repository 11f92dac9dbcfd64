"""Networks that read nothing but pixels, and small batches of films for them."""

import hashlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from boneage_kp.engine.batch.films import FilmFile
from boneage_kp.engine.batch.folder import BatchFolder
from boneage_kp.engine.batch.run import Batch
from boneage_kp.engine.batch.settings import BatchSettings
from boneage_kp.engine.network import NetworkReading
from boneage_kp.engine.predictor import Predictor
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import Sex
from tests.engine.stub_networks import STANDARD, usual_points


class ReadsEveryPixel:
    """Stages and points follow from a digest of the pixels: one changed bit, another reading."""

    standard, digest, input_hw = STANDARD, "f" * 64, (512, 512)

    def __init__(self) -> None:
        self.seen: list[bytes] = []

    def read(self, grey: np.ndarray) -> NetworkReading:
        hands = [self._read_one(film.tobytes()) for film in grey]
        bones = np.ones((len(grey), len(HAND)))
        return NetworkReading(
            xy_px=np.stack([xy_px for xy_px, _ in hands]),
            confidence=0.9 * bones,
            second_peak=0 * bones,
            posterior=np.stack([posterior for _, posterior in hands]),
            length_px=np.full(len(grey), 300.0),
        )

    def _read_one(self, pixels: bytes) -> tuple[np.ndarray, np.ndarray]:
        self.seen.append(pixels)
        rng = np.random.default_rng(list(hashlib.sha256(pixels).digest()))
        points = usual_points(300, (256.0, 440.0)) + rng.normal(0, 1, (len(HAND), 2))
        return points, rng.dirichlet(np.ones(9) / 3, len(HAND))


def write_films(folder: Path, count: int) -> list[FilmFile]:
    """Small films with noise of their own, girls and boys in turn."""
    folder.mkdir(parents=True, exist_ok=True)
    films = []
    for index in range(count):
        path = folder / f"film {index}.png"
        noise = np.random.default_rng(index).integers(0, 255, (60, 48), np.uint8)
        cv2.imwrite(str(path), cv2.resize(noise, (480, 600), interpolation=cv2.INTER_CUBIC))
        sex = (Sex.FEMALE, Sex.MALE)[index % 2]
        films.append(FilmFile(path, str(path), sex, 8.0 + index / 4))
    return films


def small_batch(out: Path, network: Any = None, **settings: Any) -> Batch:
    """A batch that reads into `out` with a network of pixels."""
    chosen = BatchSettings(**settings)
    batch = Batch(Predictor(network or ReadsEveryPixel()), BatchFolder(out), chosen)
    batch.folder.make(chosen.vis, tidy=True)
    return batch


def whole_tree(out: Path) -> dict[str, bytes]:
    """Path below `out` -> content, of every file."""
    files = sorted(path for path in out.rglob("*") if path.is_file())
    return {str(path.relative_to(out)): path.read_bytes() for path in files}
