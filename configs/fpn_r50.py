"""The system: ResNet50 + FPN, 1024 px in, 13 x 512 x 512 out; trained at 384, 512, then 1024 px."""

_base_ = ["_base_/runtime.py", "_base_/schedule.py", "_base_/data_phantom.py"]

train_file = None  # your own labelled films instead of phantoms: "hands/train.json"
val_file = None
model = dict(
    # weights_file="resnet50.safetensors" starts from ImageNet; any timm weights file will do.
    backbone=dict(type="TimmBackbone", model_name="resnet50", weights_file=None),
)
sizes = [(0, 384), (12, 512), (20, 1024)]
