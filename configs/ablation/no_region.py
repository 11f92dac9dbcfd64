"""Without the region map: the heatmap is the point map alone."""

_base_ = ["base.py"]

model = dict(with_region=False)
