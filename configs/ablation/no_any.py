"""Without the any-keypoint term."""

_base_ = ["base.py"]

model = dict(location_loss=dict(type="LocationLoss", any_keypoint=0.0))
