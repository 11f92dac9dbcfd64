"""The system trained on two cores: fpn_r50 at 256, 384, then 512 px, in about seven hours.

The weights in the package come from this file, in pieces of two hours: stop with Ctrl-C, go on
with --resume.
"""

_base_ = ["fpn_r50.py"]

sizes = [(0, 256), (12, 384), (20, 512)]
train_data = dict(length=2000)
ema_momentum = 0.005
val_interval = 2
workers = 2
hooks = dict(rise=dict(type="StageRiseHook", start=0.3, until=0.2))
