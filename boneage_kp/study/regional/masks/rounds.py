"""One round of mining: train on the masks there are, predict the rest, measure every mask."""

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from boneage_kp.data.mask_table import MaskedFilm, write_mask_table
from boneage_kp.engine.films import film_of_file
from boneage_kp.engine.regional.mask_network import MaskNetwork
from boneage_kp.engine.regional.mask_reading import MaskMeasures, read_mask
from boneage_kp.engine.settings import TrainSettings
from boneage_kp.film.error import FilmError
from boneage_kp.film.grey import as_grey_255
from boneage_kp.film.whole_file import write_whole
from boneage_kp.study.regional.masks.job import MaskJob, RoundFiles

THUMBNAIL_PX = 260
_OUTLINE_BGR = (0, 159, 230)  # Okabe-Ito orange: seen on black and on white


@dataclass(frozen=True)
class Predicted:
    """error: why a film has no mask; then it has no measures either."""

    name: str
    measures: MaskMeasures | None
    error: str | None = None


def train_round(job: MaskJob, number: int, masks: Mapping[str, Path]) -> None:
    """The round's weights, from those of the round before; a stopped run goes on."""
    from boneage_kp.engine.resume import LAST, checkpoint_to_resume
    from boneage_kp.engine.train import train
    from boneage_kp.engine.weights_file import export_weights

    files = job.files(number)
    if files.weights.is_file():
        return
    files.folder.mkdir(parents=True, exist_ok=True)
    if masks:
        rows = [MaskedFilm(job.root / name, path) for name, path in masks.items()]
        write_mask_table(rows, files.train)
    settings, config = round_settings(job, number, bool(masks))
    done = _epochs_done(files.work)
    if done < settings.epochs:
        resume = "auto" if (files.work / LAST).is_file() else None
        train(settings, config, files.work, resume)
    # Of the last checkpoint, whatever the run still wrote beside it before it was stopped.
    export_weights(checkpoint_to_resume("auto", files.work), files.weights)


def round_settings(job: MaskJob, number: int, with_masks: bool) -> tuple[TrainSettings, Any]:
    """The config with this round's films, its seed, and the weights to start from."""
    from boneage_kp.engine.config_file import read_config

    overrides = [*job.overrides, f"seed={number}"]
    if number > 0:
        overrides.append(f"start_from={str(job.files(number - 1).weights)!r}")
    settings, _ = read_config(job.config, overrides)
    if with_masks:
        overrides.append(f"train_data={_mixed(settings.train_data, job, number)!r}")
    return read_config(job.config, overrides)


def _mixed(given: Mapping[str, Any], job: MaskJob, number: int) -> dict[str, Any]:
    """The config's phantoms and the masks there are, as many in all as the config has phantoms."""
    own = {
        "type": "MaskTable",
        "table": str(job.files(number).train.resolve()),
        "pipeline": given["pipeline"],
    }
    parts = [own] if job.phantoms == 0 else [own, dict(given)]
    shares = [1.0] if job.phantoms == 0 else [1 - job.phantoms, job.phantoms]
    mixed = {"type": "MixedDataset", "datasets": parts, "shares": shares}
    return {"_delete_": True, **mixed, "length": given["length"]}


def _epochs_done(work: Path) -> int:
    """By the newest checkpoint: a run may have been stopped between its end and its export."""
    from boneage_kp.engine.resume import LAST

    last = work / LAST
    if not last.is_file():
        return 0
    return int(last.read_text(encoding="utf-8").rpartition("epoch_")[2].removesuffix(".pth") or 0)


def predict_round(
    job: MaskJob, files: RoundFiles, names: Sequence[str], on_film: Callable[[int], object]
) -> list[Predicted]:
    """A mask and its measures of every film; those that are there are not made again."""
    for folder in (files.predicted("x").parent, files.thumbnail("x").parent):
        folder.mkdir(parents=True, exist_ok=True)
    kept = {one.name: one for one in _read_measures(files.measures)}
    network: MaskNetwork | None = None
    for done, name in enumerate(names, start=1):
        if name not in kept:
            network = network or MaskNetwork.from_weights(files.weights)
            kept[name] = _predict(job, files, name, network)
            with files.measures.open("a", encoding="utf-8") as file:
                file.write(json.dumps(dataclasses.asdict(kept[name])) + "\n")
        on_film(done)
    return [kept[name] for name in names]


def _predict(job: MaskJob, files: RoundFiles, name: str, network: MaskNetwork) -> Predicted:
    try:
        grey = as_grey_255(film_of_file(job.root / name, name=name).grey)
    except FilmError as error:
        return Predicted(name, None, str(error))
    found = read_mask(network, grey)
    if not found.mask.any():
        return Predicted(name, None, f"{name}: no hand was found on it")
    _write_picture(files.predicted(name), 255 * found.mask.astype(np.uint8))
    _write_picture(files.thumbnail(name), outlined(grey, found.mask))
    return Predicted(name, found.measures)


def outlined(grey: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """(h, w, 3) uint8: a small film, stretched for viewing, with the outline of its mask."""
    factor = THUMBNAIL_PX / max(grey.shape)
    size = (max(1, round(factor * grey.shape[1])), max(1, round(factor * grey.shape[0])))
    small = cv2.resize(grey.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    low, high = np.percentile(small, [1, 99])
    shown = np.clip(255 * (small - low) / max(high - low, 1.0), 0, 255).astype(np.uint8)
    colour = cv2.cvtColor(shown, cv2.COLOR_GRAY2BGR)
    inside = cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_AREA)
    outlines, _ = cv2.findContours(inside, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return cv2.drawContours(colour, outlines, -1, _OUTLINE_BGR, 1, cv2.LINE_AA)


def _write_picture(path: Path, picture: np.ndarray) -> None:
    _, coded = cv2.imencode(path.suffix, picture)
    write_whole(path, coded.tobytes())


def _read_measures(path: Path) -> Iterator[Predicted]:
    """Lines of a round; the last one may be torn where the program was stopped."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            continue
        measures = row["measures"] and MaskMeasures(**row["measures"])
        yield Predicted(row["name"], measures, row["error"])
