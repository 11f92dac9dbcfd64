"""The light network, 512 px: MobileNetV4 and a neck that costs less than it does."""

_base_ = ["_base_/runtime.py", "_base_/schedule.py", "_base_/data_phantom.py"]

train_file = None  # your own labelled films instead of phantoms: "hands/train.json"
val_file = None
model = dict(
    backbone=dict(type="TimmBackbone", model_name="mobilenetv4_conv_small", weights_file=None),
    neck=dict(widths=(24, 32, 48, 64, 64), smooth=(1, 3)),
)
sizes = [(0, 384), (16, 512)]
batch_size = 16
precision = "fp32"  # bfloat16 gains nothing for depthwise convolutions on a CPU
