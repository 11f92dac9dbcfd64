"""What BoneAgeNet's search starts from: InceptionV3 as it is, sex, one linear layer, 300 px.

boneage-kp benchmark search configs/holistic/bone_age_net_baseline.py --output out/search
"""

_base_ = ["../_base_/holistic.py", "../_base_/bone_age_net.py"]

model = dict(width=1.0, depth=(2, 1, 2), dense=(), dropout=0.0)
train_data = dict(
    pipeline=[
        dict(type="RandomUpsideDown", probability=0.5),
        dict(type="RandomWarp", size="epoch_size", degrees=0, scale=(0.8, 1.2), shift=0),
        dict(type="HideSex", probability=0.1),
    ],
)
epochs = 30
