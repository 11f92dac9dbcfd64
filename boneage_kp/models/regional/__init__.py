"""Networks of the regional pipeline that read no age: the hand mask.

Its age networks are a whole-image system like the others: `models/holistic/regional_vgg.py`.

To add a mask network: a class beside `HandMask` with its interface, and its line in
`engine/tasks/known.py`, if it is none of its subclasses.
"""

from boneage_kp.models.regional import hand_mask

__all__ = ["hand_mask"]
