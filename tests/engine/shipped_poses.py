"""The shipped networks on films in all 16 poses: quarter turns, mirrored or not, inverted or not.

    python -m tests.engine.shipped_poses FILMS.json

reads every film of a COCO file so, and says in how many of them every pose gives the same stages
and the same bone age to 0.1 years.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np

from boneage_kp.data.formats import coco
from boneage_kp.engine.batch.predictor import make_predictor
from boneage_kp.engine.films import film_of_file
from boneage_kp.engine.predictor import Predictor
from boneage_kp.engine.shipped import FOLDER, read_manifest
from boneage_kp.runtime.network import Network, NetworkReading
from boneage_kp.schema.records import HandReading, Sex

POSES = tuple(product(range(4), (False, True), (False, True)))
SAME_AGE_MONTHS = 1.2


def finder_is_shipped() -> bool:
    """Without a finder a film is read as it lies, and a turned one is another film."""
    return any("finder" in entry.roles for entry in read_manifest(FOLDER))


class RemembersPixels:
    """A network that computes each input once: poses of a film are to be one input."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.standard, self.input_hw, self.digest = (
            network.standard,
            network.input_hw,
            network.digest,
        )
        self.calibration = getattr(network, "calibration", None)
        self._last: tuple[bytes, NetworkReading] | None = None

    def read(self, grey: np.ndarray) -> NetworkReading:
        """grey: (B, 1, H, W) uint8."""
        pixels = grey.tobytes()
        if self._last is None or self._last[0] != pixels:
            self._last = (pixels, self.network.read(grey))
        return self._last[1]


def shipped_predictor() -> Predictor:
    """What people get who name no weights."""
    made = make_predictor()
    return Predictor(RemembersPixels(made.network), made.standard, made.finder)


@dataclass(frozen=True)
class PosesOfAFilm:
    """first: the reading of the film as it is; others: what is different in which pose."""

    first: HandReading
    others: tuple[str, ...]


def read_poses(predictor: Predictor, grey: np.ndarray, sex: Sex | str | None) -> PosesOfAFilm:
    """A film in all its poses, compared with the film as it is."""
    first = predictor.read(grey, sex)
    found = []
    for pose, moved in _poses_of(grey):
        said = _difference(first, predictor.read(moved, sex))
        if said:
            found.append(f"{pose}: {said}")
    return PosesOfAFilm(first, tuple(found))


def _poses_of(grey: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    top = np.iinfo(grey.dtype).max
    for turns, mirror, invert in POSES:
        moved = np.rot90(grey, turns)
        moved = np.fliplr(moved) if mirror else moved
        moved = top - moved if invert else moved
        name = f"{90 * turns}°{' mirrored' * mirror}{' inverted' * invert}"
        yield name, np.ascontiguousarray(moved)


def _difference(one: HandReading, other: HandReading) -> str:
    """What a person would call another reading; "" for none."""
    changed = [
        f"{name} {bone.stage} -> {other.bones[name].stage}"
        for name, bone in one.bones.items()
        if bone.stage != other.bones[name].stage
    ]
    if changed:
        return ", ".join(changed)
    ages = (one.bone_age_months, other.bone_age_months)
    if (one.bone_age_bound, ages[0] is None) != (other.bone_age_bound, ages[1] is None):
        return f"{one.verdict} -> {other.verdict}"
    if ages[0] is not None and ages[1] is not None and abs(ages[0] - ages[1]) > SAME_AGE_MONTHS:
        return f"{ages[0]:.1f} -> {ages[1]:.1f} months"
    return ""


def main(films_file: Path) -> None:
    """Print what became of the films of a COCO file."""
    if not finder_is_shipped():
        sys.exit("no finder is shipped: films are read as they lie, and poses are other films")
    predictor, same, films = shipped_predictor(), 0, 0
    for record in coco.read(films_file, standard_id="tw3_rus").records:
        film = film_of_file(films_file.parent / record.file_name)
        poses = read_poses(predictor, film.grey, record.sex)
        films, same = films + 1, same + (not poses.others)
        print(f"film {films}: {len(poses.others)} of {len(POSES)} poses differ", flush=True)
    print(f"{same} of {films} films: the same stages and bone age in all {len(POSES)} poses")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
