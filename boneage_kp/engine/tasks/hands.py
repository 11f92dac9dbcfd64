"""`HandTask`: 13 points and their stages, the bone detector."""

from collections.abc import Mapping
from typing import Any

from boneage_kp.data.transforms.pack import collate
from boneage_kp.engine.settings import ConfigError, TrainSettings
from boneage_kp.engine.stage_balance import balance_stages, records_of
from boneage_kp.engine.tasks.ages import refuse_whole_image
from boneage_kp.engine.wrong_model import WrongModel
from boneage_kp.evaluation.metrics import FIGURES, HandMetric
from boneage_kp.models.detector import BoneDetector
from boneage_kp.schema.hand import HAND


class HandTask:
    """See `task.Task`."""

    figures = FIGURES
    collate = staticmethod(collate)

    def prepare(self, model: BoneDetector, settings: TrainSettings, dataset: Any) -> None:
        records = list(records_of(dataset))
        if records and not any(record.bones for record in records):
            raise ConfigError(
                f"none of the {len(records)} films to train on has a labelled bone, which is all "
                "that a bone detector learns from; give a COCO file, or train a config of "
                "configs/holistic/ on these"
            )
        balance_stages(model, dataset, settings.stage_balance)

    def metric(self, model: BoneDetector) -> HandMetric:
        return HandMetric(model.standard.id)

    def facts(self, model: BoneDetector) -> dict[str, str]:
        return {
            "schema": HAND.name,
            "bones": " ".join(HAND.names),
            "standard_id": model.standard.id,
            "standard_digest": model.standard.digest,
        }

    def check_facts(self, facts: Mapping[str, str], model: BoneDetector, where: str) -> None:
        """Refuse weights that were trained for other bones or by another standard's stages."""
        refuse_whole_image(facts, where)
        missing = [n for n in ("bones", "standard_id", "standard_digest") if n not in facts]
        if missing:
            raise WrongModel(f"{where}: does not say its {', '.join(missing)}; give a file of ours")
        bones = " ".join(HAND.names)
        if facts["bones"] != bones:
            raise WrongModel(
                f"{where}: is for the schema {facts.get('schema', '?')!r} with the bones "
                f"{facts['bones']}; the schema in use is {HAND.name!r} with {bones}"
            )
        ours = model.standard
        if (facts["standard_id"], facts["standard_digest"]) != (ours.id, ours.digest):
            raise WrongModel(
                f"{where}: was trained on stages of {facts['standard_id']} "
                f"(digest {facts['standard_digest'][:12]}); this model reads {ours.id} "
                f"(digest {ours.digest[:12]}). Set model.standard, or train anew."
            )
