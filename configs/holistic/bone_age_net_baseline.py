"""What BoneAgeNet's search starts from: InceptionV3 as it is, sex, one linear layer, 300 px.

boneage-kp benchmark search configs/holistic/bone_age_net_baseline.py --output out/search
"""

_base_ = ["../_base_/holistic.py"]

model = dict(
    type="BoneAgeNet",
    width=1.0,
    depth=(2, 1, 2),
    sex_units=32,
    dense=(),
    dropout=0.0,
    loss=dict(type="AgeL2"),
)
train_data = dict(
    pipeline=[
        dict(type="RandomUpsideDown", probability=0.5),
        dict(type="RandomWarp", size="epoch_size", degrees=0, scale=(0.8, 1.2), shift=0),
        dict(type="HideSex", probability=0.1),
    ],
)
sizes = [(0, 300)]
batch_size = 32
epochs = 30
optimizer = dict(type="Adam", lr=1e-2, weight_decay=0.02, decay_in="head.age")
schedule = dict(name="step", drops=3, factor=0.1)
