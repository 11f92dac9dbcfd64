"""Region A, the whole hand: age in [-1, 1] under mean absolute error."""

_base_ = ["../_base_/regional.py"]

model = dict(
    target=dict(type="AgeMonths", centre_months=120.0, scale_months=120.0),
    loss=dict(type="AgeL1"),
)
train_data = dict(
    pipeline=[
        dict(type="RandomCutRegion", region="a", size="epoch_size"),
        dict(type="RandomTone"),
    ],
)
val_data = dict(pipeline=[dict(type="CutRegion", region="a", size="epoch_size")])
sizes = [(0, 320)]
