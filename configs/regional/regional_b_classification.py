"""Region B, the carpals: 240 bins of a month under binary cross-entropy."""

_base_ = ["../_base_/regional.py"]

model = dict(
    target=dict(type="AgeBins", count=240, width_months=1.0, yes_or_no=True),
    loss=dict(type="AgeBce"),
)
train_data = dict(
    pipeline=[
        dict(type="RandomCutRegion", region="b", size="epoch_size"),
        dict(type="RandomTone"),
    ],
)
val_data = dict(pipeline=[dict(type="CutRegion", region="b", size="epoch_size")])
sizes = [(0, 256)]
