"""`task_of`: the task of a model."""

from typing import Any

from boneage_kp.engine.tasks.ages import AgeTask
from boneage_kp.engine.tasks.hands import HandTask
from boneage_kp.engine.tasks.task import Task
from boneage_kp.models.holistic.recipe import WholeImageSystem


def task_of(model: Any) -> Task:
    """What the engine has to know of this model's kind."""
    if isinstance(model, WholeImageSystem):
        return AgeTask()
    return HandTask()
