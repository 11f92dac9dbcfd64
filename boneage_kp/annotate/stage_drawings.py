"""Draw the stage help anew: every stage of every bone out of the phantom generator.

    python -m boneage_kp.annotate.stage_drawings

One child is followed from birth to maturity without any nuisance; of each bone and stage the hand
nearest to the middle of the stage is cut out, tip up. The pictures are part of the package, so that
the page has them at once; draw them anew after the generator has changed.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from boneage_kp.film.whole_file import write_whole
from boneage_kp.phantom.gallery import FIELD_MM
from boneage_kp.phantom.generate import Phantom, generate
from boneage_kp.phantom.parameters import PhantomParameters
from boneage_kp.report.close_up import finger_direction
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import Sex

FOLDER = Path(__file__).with_name("drawings")
SIDE_PX = 168
_FILM_PX = 1536
_JPEG_QUALITY = 82
_SEED, _SEX = 0, Sex.FEMALE
_TEMPOS_YEARS = np.arange(0.2, 17.6, 0.1)


@dataclass(frozen=True, eq=False)
class Drawing:
    """One bone's growing end; `off` is how far its maturity lies from the middle of the stage."""

    grey: np.ndarray
    off: float


def draw_stages(tempos_years: Iterable[float]) -> dict[tuple[str, str], Drawing]:
    """(bone, stage) to the best drawing among hands of these tempos, at one gain a bone."""
    best: dict[tuple[str, str], Drawing] = {}
    for phantom in _child(tempos_years):
        at = {n: np.array(b.xy_px) for n, b in phantom.record.bones.items() if b.xy_px is not None}
        for name, label in phantom.record.bones.items():
            if label.xy_px is None or label.maturity is None or label.stage is None:
                continue
            off = abs(label.maturity - int(label.maturity) - 0.5)
            key = (name, label.stage)
            if key not in best or off < best[key].off:
                best[key] = Drawing(_cut(phantom, name, at), off)
    return _same_gain(best)


def write_drawings(folder: Path, drawings: dict[tuple[str, str], Drawing]) -> None:
    """bone_STAGE.jpg each."""
    folder.mkdir(parents=True, exist_ok=True)
    for (bone, stage), drawing in drawings.items():
        quality = [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY]
        content = cv2.imencode(".jpg", drawing.grey, quality)[1].tobytes()
        write_whole(folder / f"{bone}_{stage}.jpg", content)


def _child(tempos_years: Iterable[float]) -> Iterator[Phantom]:
    clean = replace(PhantomParameters().clean(), size_px=_FILM_PX)
    for tempo_years in tempos_years:
        sampling = replace(
            clean.sampling,
            sex=_SEX.value,
            tempo_years=round(float(tempo_years), 3),
            bone_scatter=0.0,
            age_scatter=0.0,
        )
        yield generate(replace(clean, sampling=sampling), _SEED, 0)


def _cut(phantom: Phantom, name: str, at: dict[str, np.ndarray]) -> np.ndarray:
    """A square round a growth plate, as many millimetres wide as in the gallery."""
    bone, spacing_mm = HAND.bone(name), phantom.record.spacing_mm
    assert spacing_mm is not None, "a phantom knows its scale"
    scale = SIDE_PX / (FIELD_MM[bone.kind] / spacing_mm)
    tip = finger_direction(name, at)
    turned = Affine.rotation(float(np.degrees(np.arctan2(-tip[0], -tip[1])))).then(
        Affine.scaling(scale)
    )
    middle = turned(at[name])
    placed = turned.then(Affine.translation(SIDE_PX / 2 - middle[0], SIDE_PX / 2 - middle[1]))
    image = phantom.image if phantom.image.dtype == np.uint8 else phantom.image / 16.0
    seen: np.ndarray = np.asarray(image, np.float32)
    if scale < 1:
        seen = cv2.GaussianBlur(seen, (0, 0), 0.4 / scale)
    return cv2.warpAffine(seen, placed.cv2_matrix(), (SIDE_PX, SIDE_PX), flags=cv2.INTER_CUBIC)


def _same_gain(drawings: dict[tuple[str, str], Drawing]) -> dict[tuple[str, str], Drawing]:
    bright = {}
    for name in HAND.names:
        row = {key: one for key, one in drawings.items() if key[0] == name}
        if not row:
            continue
        top = float(np.percentile(np.stack([one.grey for one in row.values()]), 99.8))
        for key, one in row.items():
            grey = np.clip(np.rint(one.grey * (240.0 / max(top, 1.0))), 0, 255).astype(np.uint8)
            bright[key] = replace(one, grey=grey)
    return bright


if __name__ == "__main__":
    write_drawings(FOLDER, draw_stages(_TEMPOS_YEARS))
    sys.exit(0)
