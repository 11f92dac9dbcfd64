"""Without the fully connected stage heads on the two last levels."""

_base_ = ["base.py"]

model = dict(aux_heads=False)
