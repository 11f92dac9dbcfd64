"""TJ-Net: two kinds of inception-residual modules, three CBAMs, sex and age learnt jointly."""

_base_ = ["../_base_/holistic.py", "../_base_/tj_net.py"]
