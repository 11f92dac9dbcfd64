"""`MaskTask`: the hand on a film pixel by pixel, of the regional pipeline."""

from collections.abc import Mapping
from typing import Any

from boneage_kp.data.hand_mask import collate_masks
from boneage_kp.engine.settings import ConfigError, TrainSettings
from boneage_kp.engine.wrong_model import WrongModel
from boneage_kp.evaluation.mask_metric import MASK_FIGURES, MaskMetric
from boneage_kp.models.regional.hand_mask import LEAST_SIZE_PX, HandMask

NETWORK = "network"  # the fact that only weights of mask networks have
HAND_MASK = "hand_mask"


class MaskTask:
    """See `task.Task`."""

    figures = MASK_FIGURES
    collate = staticmethod(collate_masks)

    def prepare(self, model: HandMask, settings: TrainSettings, dataset: Any) -> None:
        step = model.network.step
        for _, size in settings.sizes:
            if size < LEAST_SIZE_PX or size % step:
                raise ConfigError(
                    f"sizes has {size} px; HandMask with {len(model.network.down)} levels takes "
                    f"multiples of {step} from {LEAST_SIZE_PX} on"
                )
        if settings.train_file is not None or settings.val_file is not None:
            raise ConfigError(
                "train_file and val_file name hands with points or ages; HandMask learns from "
                "masks: train_data=dict(type='MaskTable', table='masks.csv', pipeline=...)"
            )

    def metric(self, model: HandMask) -> MaskMetric:
        return MaskMetric()

    def facts(self, model: HandMask) -> dict[str, str]:
        return {NETWORK: HAND_MASK}

    def check_facts(self, facts: Mapping[str, str], model: HandMask, where: str) -> None:
        check_hand_mask(facts, where)


def check_hand_mask(facts: Mapping[str, str], where: str) -> None:
    """Refuse weights of anything but a hand mask."""
    if facts.get(NETWORK) != HAND_MASK:
        held = facts.get("system", "a bone detector")
        raise WrongModel(
            f"{where}: holds {held}, wanted a hand mask; train configs/regional/hand_mask.py"
        )
