"""The stored phantoms that tell whether other machines and versions draw the same ones.

    python -m tests.phantom.renew_reference

draws them anew after a wanted change of the drawing, which has to raise GENERATOR_VERSION.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from boneage_kp.data.phantom_set import describe
from boneage_kp.film.whole_file import write_whole
from boneage_kp.phantom.generate import generate
from boneage_kp.phantom.parameters import GENERATOR_VERSION, PhantomParameters

FOLDER = Path(__file__).parent / "reference"
FILMS, HANDS = "films.png", "hands.json"
SEED, COUNT, CROP_PX = 20, 12, 64
COMMAND = "python -m tests.phantom.renew_reference"


@dataclass(frozen=True, eq=False)
class Reference:
    """What is stored.

    films:  (64, 64 * COUNT) uint8, the middle of each film, unscaled.
    hands:  per film its COCO image and annotation, numbers rounded to 0.01.
    """

    version: str
    films: np.ndarray
    hands: list[Any]


def drawn() -> Reference:
    """The reference as this machine and this version draw it."""
    crops, hands = [], []
    for index in range(COUNT):
        phantom = generate(_parameters(index), SEED, index)
        top, left = ((extent - CROP_PX) // 2 for extent in phantom.image.shape)
        crops.append(phantom.image[top : top + CROP_PX, left : left + CROP_PX])
        record = replace(phantom.record, image_id=index + 1, annotation_id=index + 1)
        hands.append(_rounded(describe(record)))
    return Reference(GENERATOR_VERSION, np.hstack(crops), hands)


def stored(folder: Path = FOLDER) -> Reference:
    """The reference in the repository."""
    content = json.loads((folder / HANDS).read_text(encoding="utf-8"))
    films = cv2.imread(str(folder / FILMS), cv2.IMREAD_GRAYSCALE)
    assert films is not None, f"{folder / FILMS} is no picture; fetch it again from the repository"
    return Reference(content["generator_version"], films, content["hands"])


def differences(there: Reference, here: Reference) -> list[str]:
    """What differs by more than machines may: labels at 0.01 px, 0.1 % of pixels by one level."""
    found = []
    if there.films.shape != here.films.shape:
        return [f"films are {here.films.shape}, stored {there.films.shape}"]
    change = np.abs(there.films.astype(int) - here.films)
    share = float((change > 0).mean())
    if change.max() > 1 or share > 0.001:
        found.append(f"grey differs by up to {change.max()} levels, on {share:.2%} of pixels")
    pairs = enumerate(zip(there.hands, here.hands, strict=True))
    unlike = [index for index, (old, new) in pairs if old != new]
    if unlike:
        found.append(f"labels differ in films {unlike}")
    return found


def renew(folder: Path = FOLDER) -> str:
    """Write the reference; refused while the version is that of a reference that differs."""
    here = drawn()
    if (folder / HANDS).exists():
        there = stored(folder)
        changed = differences(there, here)
        if not changed and there.version == here.version:
            return f"{folder}: nothing has changed"
        if changed and there.version == here.version:
            raise SystemExit(
                f"{'; '.join(changed)}. The stored reference is of version {there.version}, too: "
                "raise GENERATOR_VERSION in boneage_kp/phantom/parameters.py, then renew. "
                f"(A version that nobody has been given may keep its number: delete {folder}.)"
            )
    folder.mkdir(exist_ok=True)
    write_whole(folder / FILMS, cv2.imencode(".png", here.films)[1].tobytes())
    content = {"generator_version": here.version, "hands": here.hands}
    write_whole(folder / HANDS, (json.dumps(content, indent=1) + "\n").encode("utf-8"))
    return f"{folder}: drawn by generator {here.version}"


def _parameters(index: int) -> PhantomParameters:
    """Both ways to draw a hand, and every third film turned any way."""
    mode = ("natural", "balanced")[index % 2]
    turned = float(index % 3 == 2)
    given = {"size_px": 128, "sampling.mode": mode, "pose.any_turn.probability": turned}
    return PhantomParameters.from_mapping(given)


def _rounded(value: Any) -> Any:
    """Plain JSON with numbers at 0.01; -0.0 is 0.0, since a sign of nothing is no difference."""
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    return round(float(value), 2) + 0.0 if isinstance(value, float) else value


if __name__ == "__main__":
    print(renew())
