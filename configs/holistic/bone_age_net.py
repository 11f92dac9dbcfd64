"""BoneAgeNet at 300 px: InceptionV3 1.4 times as wide, 4/3/3 blocks, a dense layer, squared error.

Rates, batch, moves of the film and L2 on the last layer as the report has them; its shrinkage and
its dropout are "common" and "optimal" values that it does not name. Read with --views 2.
"""

_base_ = ["../_base_/holistic.py", "../_base_/bone_age_net.py"]

model = dict(width=1.4, depth=(4, 3, 3), dense=(3000,), dropout=0.5)
train_data = dict(
    pipeline=[
        dict(type="RandomUpsideDown", probability=0.5),
        dict(type="RandomWarp", size="epoch_size", degrees=0, scale=(0.8, 1.2), shift=0),
        dict(type="HideSex", probability=0.1),
    ],
)
epochs = 100
