"""What turns features into logits. To add a head: `<name>.py` here, its field in `outputs.py`."""

from boneage_kp.models.heads.location_head import LocationHead
from boneage_kp.models.heads.maturity_head import MaturityHead
from boneage_kp.models.heads.stage_fc_head import StageFcHead

__all__ = ["LocationHead", "MaturityHead", "StageFcHead"]
