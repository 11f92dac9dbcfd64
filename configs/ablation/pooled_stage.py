"""With focal loss also on the logits pooled over a bone, as they are read."""

_base_ = ["../_base_/ablation.py"]

model = dict(stage_loss=dict(type="StageLoss", pooled=1.0))
