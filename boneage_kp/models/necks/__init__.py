"""What joins the levels of a backbone. To add one: `<name>.py` with `channels` and `forward`."""

from boneage_kp.models.necks.fpn import Fpn

__all__ = ["Fpn"]
