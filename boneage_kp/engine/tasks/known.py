"""`task_of`: the task of a model."""

from typing import Any

from boneage_kp.engine.tasks.ages import AgeTask
from boneage_kp.engine.tasks.hands import HandTask
from boneage_kp.engine.tasks.masks import MaskTask
from boneage_kp.engine.tasks.task import Task
from boneage_kp.models.holistic.recipe import WholeImageSystem
from boneage_kp.models.regional.hand_mask import HandMask


def task_of(model: Any) -> Task:
    """What the engine has to know of this model's kind."""
    if isinstance(model, WholeImageSystem):
        return AgeTask()
    if isinstance(model, HandMask):
        return MaskTask()
    return HandTask()
