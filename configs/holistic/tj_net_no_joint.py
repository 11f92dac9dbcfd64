"""TJ-Net without block 5: block 6 is told the sex or not; what does learning both do?"""

_base_ = ["../_base_/holistic.py", "../_base_/tj_net.py"]

model = dict(joint=False)
