"""What whole-image systems share: data, what a run writes, how weights move.

It stands alone, beside no other base: the systems are compared with each other.
"epoch_size" is the input size, "film_size" 1.4 times that, in pixels. Whole films go in, as they
lie in a folder; a table of the RSNA challenge's form takes their place with train_file="x.csv".
"""

_upright = {"film.inverted.probability": 0.0}
train_data = dict(
    type="PhantomDataset",
    length=4000,
    parameters={"size_px": "film_size", **_upright},
    pipeline=[
        dict(type="RandomWarp", size="epoch_size", degrees=20, scale=(0.9, 1.25), shift=0.05),
        dict(type="RandomTone"),
        dict(type="HideSex", probability=0.1),
    ],
)
val_data = dict(
    type="PhantomDataset",
    length=128,
    seed=1_000_000,
    fixed=True,
    parameters={"size_px": "film_size", **_upright},
    pipeline=[dict(type="Letterbox", size="epoch_size")],
)
train_file = None  # your own films: COCO with bone_age_months, or a CSV id,boneage,male
val_file = None
best_metric = "age/mae_months"
best_rule = "less"
freeze_norm = "never"
ema_momentum = 0.01
precision = "bf16"
workers = 1
seed = 0
log_interval = 10
hooks = dict(csv=dict(type="CsvLogHook"), curves=dict(type="CurvesHook"))
