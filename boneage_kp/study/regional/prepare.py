"""Films and a COCO file for training regions, out of films as they came."""

import csv
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from boneage_kp.data.formats import coco
from boneage_kp.data.registration.affine_fit import register
from boneage_kp.engine.films import Film, film_of_file
from boneage_kp.engine.regional.film_regions import FilmRegions
from boneage_kp.engine.regional.hand_points import DetectedPoints, points_of
from boneage_kp.engine.regional.mask_network import MaskNetwork
from boneage_kp.film.error import FilmError
from boneage_kp.film.whole_file import whole_text_file
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, HandRecord, Visibility

HANDS, FILMS, LEFT_OUT = "hands.json", "films", "left_out.csv"


@dataclass(frozen=True, eq=False)
class Preparation:
    """root: where file names start from; folder: what is written to; without points, labels."""

    root: Path
    folder: Path
    mask: MaskNetwork | None
    points: DetectedPoints | None


def prepared(
    records: Sequence[HandRecord], how: Preparation, on_film: Callable[[int], object]
) -> tuple[Path, list[tuple[str, str]]]:
    """The COCO file that was written, and (film, reason) of those left out."""
    (how.folder / FILMS).mkdir(parents=True, exist_ok=True)
    kept: list[HandRecord] = []
    left_out: list[tuple[str, str]] = []
    for done, record in enumerate(records, start=1):
        try:
            kept.append(_prepared_film(record, how))
        except FilmError as error:
            left_out.append((record.file_name, str(error)))
        on_film(done)
    if not kept:
        raise ValueError(
            f"none of the {len(records)} films could be prepared, the first: {left_out[0][1]}"
        )
    path = how.folder / HANDS
    coco.write(kept, path)
    with whole_text_file(how.folder / LEFT_OUT) as file:
        csv.writer(file, lineterminator="\n").writerows([("film", "reason"), *left_out])
    return path, left_out


def _prepared_film(record: HandRecord, how: Preparation) -> HandRecord:
    film = film_of_file(how.root / record.file_name, record.sex, name=record.file_name)
    xy_px, known = _points(record, film, how)
    to_template = register(xy_px, known)
    if to_template is None:
        raise FilmError(
            f"its hand cannot be registered: {known.sum()} of {len(HAND)} points are known"
        ).of_film(film.name)
    regions = FilmRegions.laid(film, to_template, how.mask)
    name = f"{FILMS}/{film_stem(record.file_name)}.png"
    picture = np.clip(np.rint(regions.grey), 0, 255).astype(np.uint8)
    cv2.imwrite(str(how.folder / name), picture)
    bones = record.bones if how.points is None else _labels(xy_px, known)
    return replace(
        record,
        file_name=name,
        size_hw=film.size_hw,
        bones=bones,
        image_id=None,
        annotation_id=None,
        standard_id=record.standard_id if how.points is None else None,
        point_source=record.point_source if how.points is None else "detector",
        given_hand_length_px=None,
        bbox_xywh_px=None,
        area_px2=None,
    )


def _points(record: HandRecord, film: Film, how: Preparation) -> tuple[np.ndarray, np.ndarray]:
    if how.points is not None:
        return points_of(how.points.predictor.read(film))
    xy_px, visibility = record.points_px()
    return xy_px, visibility > 0


def _labels(xy_px: np.ndarray, known: np.ndarray) -> dict[str, BoneLabel]:
    return {
        name: BoneLabel((float(x), float(y)), Visibility.SEEN)
        for name, (x, y), found in zip(HAND.names, xy_px, known, strict=True)
        if found
    }


def film_stem(file_name: str) -> str:
    """A name of its own for every film, also where two folders have a film of one name."""
    stem, folder = Path(file_name).stem, str(Path(file_name).parent)
    mark = "" if folder == "." else f"-{hashlib.sha256(folder.encode()).hexdigest()[:8]}"
    return f"{stem}{mark}"
