"""Without the any-keypoint term."""

_base_ = ["../_base_/ablation.py"]

model = dict(location_loss=dict(type="LocationLoss", any_keypoint=0.0))
