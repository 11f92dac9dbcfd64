"""TJ-Net with the wider kernels in its branches: 5 x 5, 1 x 7 and 7 x 1."""

_base_ = ["../_base_/holistic.py", "../_base_/tj_net.py"]

model = dict(large=True)
