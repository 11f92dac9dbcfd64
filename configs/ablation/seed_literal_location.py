"""The seed read literally: one map a bone, positive on the disc, ignored round it, else not."""

_base_ = ["../_base_/ablation.py"]

model = dict(with_region=False, location_loss=dict(type="SeedLocationLoss"))
