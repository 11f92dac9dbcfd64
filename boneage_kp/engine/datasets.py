"""The datasets of a run: what the config says, or the user's own films with the same pipeline."""

from collections.abc import Mapping
from typing import Any

from boneage_kp.data.sized_dataset import SizedDataset
from boneage_kp.engine.parts import DATASETS, build
from boneage_kp.engine.settings import ConfigError, TrainSettings


def build_sets(settings: TrainSettings) -> tuple[SizedDataset, SizedDataset]:
    """What is trained on, and what is measured on, each at every size of the run."""
    standard = {"standard": settings.model["standard"]} if "standard" in settings.model else {}
    made = []
    for key, file in (("train_data", settings.train_file), ("val_data", settings.val_file)):
        given = getattr(settings, key)
        if file is not None:
            given = own_films(given, file, key) | standard
        made.append(SizedDataset(_make, given, settings.sizes))
    return made[0], made[1]


def own_films(given: Mapping[str, Any], file: str, key: str) -> dict[str, Any]:
    """Your own file in place of another dataset, through that dataset's pipeline.

    file:  COCO, or a table of the RSNA challenge's form (.csv, for whole-image systems).
    """
    made = "RsnaDataset" if file.lower().endswith(".csv") else "HandDataset"
    if "pipeline" not in given:
        raise ConfigError(
            f"{key.split('_')[0]}_file is {file!r}, but {key} has no pipeline= to send its films "
            f"through; write {key}=dict(type={made!r}, annotation_file={file!r}, pipeline=...)"
        )
    return {"type": made, "annotation_file": file, "pipeline": given["pipeline"]}


def _make(given: dict[str, Any]) -> Any:
    return build(given, DATASETS)
