"""Networks: tensors in, tensors out. Never imports data.

To add a backbone: nothing, if timm has it (`model_name=` in a config); else
`backbones/<name>.py` with `channels` and `strides`.
To add a neck or a head: `necks/<name>.py`, `heads/<name>.py`; a head has a field in `outputs.py`.
To add a loss: `losses/<name>.py`, one class, and name it in a config.
To add a whole-image system: `holistic/<name>.py`, one class; see there.

Letters: B batch, K bones, S stages, C channels, H W cells.
"""

from boneage_kp.models import backbones, detector, heads, holistic, losses, necks, regional

__all__ = ["backbones", "detector", "heads", "holistic", "losses", "necks", "regional"]
