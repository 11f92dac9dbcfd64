"""Every stage a yes or no of its own, instead of one choice among stages."""

_base_ = ["../_base_/ablation.py"]

model = dict(stage_loss=dict(type="SigmoidStageLoss"))
