"""TJ-Net without its three CBAMs: what does attention do?"""

_base_ = ["../_base_/holistic.py", "../_base_/tj_net.py"]

model = dict(attention=False)
