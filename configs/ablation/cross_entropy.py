"""Cross-entropy (less its floor) instead of focal loss, for points and stages."""

_base_ = ["../_base_/ablation.py"]

model = dict(
    location_loss=dict(type="LocationLoss", focal=dict(type="FocalBce", gamma=0.0)),
    stage_loss=dict(type="StageLoss", gamma=0.0),
)
