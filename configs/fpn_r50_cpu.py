"""The system trained on two cores: fpn_r50 at 256, 384, then 512 px, in about seven hours.

In pieces as long as you like: stop with Ctrl-C, go on with --resume.
"""

_base_ = ["_base_/runtime.py", "_base_/schedule.py", "_base_/data_phantom.py"]

train_file = None  # your own labelled films instead of phantoms: "hands/train.json"
val_file = None
model = dict(
    backbone=dict(type="TimmBackbone", model_name="resnet50", weights_file=None),
)
sizes = [(0, 256), (12, 384), (20, 512)]
train_data = dict(length=2000)
ema_momentum = 0.005
val_interval = 2
workers = 2
hooks = dict(rise=dict(type="StageRiseHook", start=0.3, until=0.2))
