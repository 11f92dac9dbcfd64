"""Without L1 on the expected stage."""

_base_ = ["../_base_/ablation.py"]

model = dict(stage_loss=dict(type="StageLoss", level=0.0))
