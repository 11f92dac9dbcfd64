"""Without the fully connected stage heads on the two last levels."""

_base_ = ["../_base_/ablation.py"]

model = dict(aux_heads=False)
