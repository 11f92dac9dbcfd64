"""Without the region map: the heatmap is the point map alone."""

_base_ = ["../_base_/ablation.py"]

model = dict(with_region=False)
