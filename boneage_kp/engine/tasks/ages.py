"""`AgeTask`: a bone age from the whole image, every system of `models/holistic`."""

from collections.abc import Mapping
from typing import Any

from mmengine.evaluator import BaseMetric

from boneage_kp.data.age_batch import collate_ages
from boneage_kp.engine.settings import ConfigError, TrainSettings
from boneage_kp.engine.stage_balance import records_of
from boneage_kp.engine.wrong_model import WrongModel
from boneage_kp.evaluation.age_metric import AGE_FIGURES, AgeMetric
from boneage_kp.evaluation.sex_metric import SexMetric
from boneage_kp.models.holistic.recipe import WholeImageSystem, system_name

SYSTEM = "system"  # the fact that only weights of whole-image systems have


class AgeTask:
    """See `task.Task`."""

    figures = AGE_FIGURES
    collate = staticmethod(collate_ages)

    def prepare(self, model: WholeImageSystem, settings: TrainSettings, dataset: Any) -> None:
        name = type(model).__name__
        least = min(size for _, size in settings.sizes)
        if least < model.least_size_px:
            raise ConfigError(
                f"sizes has {least} px; {name} needs at least {model.least_size_px} px"
            )
        if settings.stage_balance:
            raise ConfigError(
                f"stage_balance is {settings.stage_balance}, but {name} reads no stages; leave it 0"
            )
        records = list(records_of(dataset))
        if records and all(record.bone_age_months is None for record in records):
            raise ConfigError(
                f"none of the {len(records)} films to train on has a bone age; {name} learns from "
                "bone_age_months of a COCO file, or from the column boneage of a table"
            )
        if model.sex == "required" and records and any(r.sex is None for r in records):
            lack = sum(record.sex is None for record in records)
            raise ConfigError(
                f"{lack} of {len(records)} films to train on have no sex, which {name} requires; "
                "add it, or set model.sex='optional'"
            )

    def metric(self, model: WholeImageSystem) -> list[BaseMetric]:
        return [AgeMetric(), SexMetric()]

    def facts(self, model: WholeImageSystem) -> dict[str, str]:
        return {SYSTEM: system_name(model), "sex_input": model.sex}

    def check_facts(self, facts: Mapping[str, str], model: WholeImageSystem, where: str) -> None:
        """Refuse a bone detector's weights, and those of another system."""
        check_system(facts, system_name(model), where)


def check_system(facts: Mapping[str, str], wanted: str, where: str) -> None:
    """Refuse weights of anything but the whole-image system of this name."""
    if SYSTEM not in facts:
        raise WrongModel(
            f"{where}: holds a bone detector, wanted the whole-image system {wanted!r}; a detector "
            "reads without --model, and its config has no model.type of models/holistic"
        )
    if facts[SYSTEM] != wanted:
        raise WrongModel(
            f"{where}: holds the whole-image system {facts[SYSTEM]!r}, wanted {wanted!r}; it reads "
            f"with --model holistic/{facts[SYSTEM]}"
        )


def refuse_whole_image(facts: Mapping[str, str], where: str) -> None:
    """Refuse a whole-image system's weights where a bone detector's are wanted."""
    if SYSTEM in facts:
        raise WrongModel(
            f"{where}: holds the whole-image system {facts[SYSTEM]!r}, wanted a bone detector; "
            f"it reads with --model holistic/{facts[SYSTEM]}"
        )
