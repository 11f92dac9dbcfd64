"""`benchmark resnet-study`: ResNets of three depths, five schedules, two optimizers, on one page.

To add an axis or a choice: a line of `_grid` in configs/holistic/resnet_study.py; no code. To add a
picture: what `page` puts on the page.
"""
