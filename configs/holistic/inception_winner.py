"""InceptionV3 and sex at 500 px, L1 on the age: the RSNA challenge's winner, as it is described.

Five of them, trained with --set seed=0 to seed=4, are read as an ensemble.
"""

_base_ = ["../_base_/holistic.py"]

model = dict(
    type="InceptionWinner",
    # weights_file="inception_v3.safetensors" starts from ImageNet; timm's file will do.
    backbone=dict(type="TimmBackbone", model_name="inception_v3", weights_file=None),
    sex_units=32,
    dense=(1000, 1000),
    loss=dict(type="AgeL1"),
)
sizes = [(0, 500)]
batch_size = 16
epochs = 50
optimizer = dict(type="Adam", lr=1e-3)
schedule = dict(name="cosine", warmup_steps=200)
