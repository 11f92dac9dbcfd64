"""The hand on a film, pixel by pixel: a U-Net at 256 px, trained on the flesh of phantoms.

boneage-kp regional masks goes on from here with a person's masks and films.
"""

_base_ = ["../_base_/regional.py"]

model = dict(_delete_=True, type="HandMask", widths=(16, 32, 64, 128, 256))
train_data = dict(
    type="PhantomMasks",
    length=2000,
    pipeline=[
        dict(type="RandomWarp", size="epoch_size", degrees=30, scale=(0.7, 1.3), shift=0.1),
        dict(type="RandomTone"),
    ],
)
val_data = dict(
    type="PhantomMasks",
    length=64,
    pipeline=[dict(type="Letterbox", size="epoch_size")],
)
sizes = [(0, 256)]
batch_size = 8
epochs = 10
schedule = dict(warmup_steps=100)
best_metric = "mask/iou"
best_rule = "greater"
