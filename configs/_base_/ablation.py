"""What every row of the ablation table has: everything on, at a size for a CPU, minutes a run.

It stands alone, beside no other base: what the table compares must not move with other configs.
"epoch_size" is the input size, "film_size" 1.4 times that, in pixels.
"""

model = dict(
    backbone=dict(type="TimmBackbone", model_name="resnet10t", weights_file=None),
    neck=dict(widths=(32, 32, 64, 64, 64)),
)
train_data = dict(
    type="PhantomDataset",
    length=800,
    parameters={
        "size_px": "film_size",
        "sampling.mode": "balanced",
        "film.inverted.probability": 0.0,
    },
    pipeline=[
        dict(type="RandomWarp", size="epoch_size", frame="hand", degrees=25, scale=(0.8, 1.2)),
        dict(type="RandomTone"),
    ],
)
val_data = dict(
    type="PhantomDataset",
    length=16,
    seed=1_000_000,
    fixed=True,
    parameters={"size_px": "film_size", "film.inverted.probability": 0.0},
    pipeline=[dict(type="Letterbox", size="epoch_size", frame="hand")],
)
train_file = None  # a folder of phantoms drawn once; the ablation command fills it in
sizes = [(0, 192)]
batch_size = 4  # a short run wants many steps
epochs = 3
val_interval = 1000  # once, at the end: nothing is chosen by it
optimizer = dict(type="AdamW", lr=1e-3, weight_decay=0.05)
schedule = dict(name="cosine", warmup_steps=40)
clip_grad = 5.0
ema_momentum = 0.02  # a run has 600 steps; a slower mean would keep the start's weights
precision = "bf16"
workers = 1
seed = 0
log_interval = 50
keep_checkpoints = 1
hooks = dict(csv=dict(type="CsvLogHook"))
