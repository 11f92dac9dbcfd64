"""What training minimises. All take logits, count in float32 and normalise per image, so that
accumulated steps and several processes equal one big batch.

To add a loss: `<name>.py`, one class; name it in a config; test its value, its gradient, and that
an all-masked batch gives 0.
"""

from boneage_kp.models.losses.age_bce import AgeBce
from boneage_kp.models.losses.age_ce import AgeCe
from boneage_kp.models.losses.age_l1 import AgeL1
from boneage_kp.models.losses.age_l2 import AgeL2
from boneage_kp.models.losses.focal import FocalBce
from boneage_kp.models.losses.location_loss import LocationLoss
from boneage_kp.models.losses.seed_location_loss import SeedLocationLoss
from boneage_kp.models.losses.seed_stage_loss import SeedStageLoss
from boneage_kp.models.losses.sex_bce import SexBce
from boneage_kp.models.losses.sigmoid_stage_loss import SigmoidStageLoss
from boneage_kp.models.losses.stage_loss import StageLoss

__all__ = [
    "AgeBce",
    "AgeCe",
    "AgeL1",
    "AgeL2",
    "FocalBce",
    "LocationLoss",
    "SeedLocationLoss",
    "SeedStageLoss",
    "SexBce",
    "SigmoidStageLoss",
    "StageLoss",
]
