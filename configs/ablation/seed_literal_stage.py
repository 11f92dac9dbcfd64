"""The seed read literally: the true stage's map against the disc only, L1 on the maximum."""

_base_ = ["../_base_/ablation.py"]

model = dict(stage_loss=dict(type="SeedStageLoss"))
