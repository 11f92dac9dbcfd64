"""Grey values as they are, less one mean, instead of against their surroundings."""

_base_ = ["../_base_/ablation.py"]

model = dict(local_contrast=False)
