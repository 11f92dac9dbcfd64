"""What every row of the ablation table is compared with: everything on, at a size for a CPU."""

_base_ = ["../_base_/runtime.py", "../_base_/schedule.py", "../_base_/data_phantom.py"]

model = dict(
    backbone=dict(type="TimmBackbone", model_name="resnet10t", weights_file=None),
    neck=dict(widths=(32, 32, 64, 64, 64)),
)
train_data = dict(length=800)
val_data = dict(length=64)
sizes = [(0, 256)]
epochs = 3
hooks = dict(predictions=None)
