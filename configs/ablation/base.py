"""What every row of the ablation table is compared with: everything on."""

_base_ = ["../_base_/ablation.py"]
