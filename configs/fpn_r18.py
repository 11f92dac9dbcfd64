"""ResNet18 + FPN, 512 px: a third of the time of fpn_r50.py at the same size."""

_base_ = ["_base_/runtime.py", "_base_/schedule.py", "_base_/data_phantom.py"]

train_file = None  # your own labelled films instead of phantoms: "hands/train.json"
val_file = None
model = dict(backbone=dict(type="TimmBackbone", model_name="resnet18", weights_file=None))
sizes = [(0, 384), (16, 512)]
