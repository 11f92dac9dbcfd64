"""The hand on a film, pixel by pixel: a U-Net at 256 px, trained on the flesh of phantoms.

boneage-kp regional masks goes on from here with a person's masks and films.
"""

model = dict(type="HandMask", widths=(16, 32, 64, 128, 256))
train_data = dict(
    type="PhantomMasks",
    length=2000,
    parameters={"size_px": "film_size", "film.inverted.probability": 0.0},
    pipeline=[
        dict(type="RandomWarp", size="epoch_size", degrees=30, scale=(0.7, 1.3), shift=0.1),
        dict(type="RandomTone"),
    ],
)
val_data = dict(
    type="PhantomMasks",
    length=64,
    seed=1_000_000,
    fixed=True,
    parameters={"size_px": "film_size", "film.inverted.probability": 0.0},
    pipeline=[dict(type="Letterbox", size="epoch_size")],
)
sizes = [(0, 256)]
batch_size = 8
epochs = 10
optimizer = dict(type="Adam", lr=1e-3)
schedule = dict(name="cosine", warmup_steps=100)
best_metric = "mask/iou"
best_rule = "greater"
freeze_norm = "never"
ema_momentum = 0.01
precision = "bf16"
workers = 1
seed = 0
log_interval = 10
hooks = dict(csv=dict(type="CsvLogHook"), curves=dict(type="CurvesHook"))
