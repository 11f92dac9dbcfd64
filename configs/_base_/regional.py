"""What the regional networks share: registered phantoms on black, VGG blocks with ELU, Adam.

A leaf names its region, in both pipelines, and its head. "epoch_size" is the input size,
"film_size" 1.4 times that, in pixels; train_file="x.json" puts your own prepared films in place of
phantoms (boneage-kp regional prepare).
The network of hand masks takes only the run from here: it has a model and films of its own.
"""

_upright = {"film.inverted.probability": 0.0}
model = dict(
    type="RegionalVgg",
    widths=(32, 64, 128, 128, 256, 384),
    dense=(512,),
    dropout=0.5,
    hands="both",  # "M" or "F" learns from boys or girls alone
)
train_data = dict(
    type="HandAlonePhantoms",
    length=4000,
    parameters={"size_px": "film_size", **_upright},
)
val_data = dict(
    type="HandAlonePhantoms",
    length=128,
    seed=1_000_000,
    fixed=True,
    parameters={"size_px": "film_size", **_upright},
)
train_file = None  # your own films: COCO with points and bone_age_months
val_file = None
batch_size = 16
epochs = 50
optimizer = dict(type="Adam", lr=1e-3)
schedule = dict(name="cosine", warmup_steps=200)
best_metric = "age/mae_months"
best_rule = "less"
freeze_norm = "never"
ema_momentum = 0.01
precision = "bf16"
workers = 1
seed = 0
log_interval = 10
hooks = dict(csv=dict(type="CsvLogHook"), curves=dict(type="CurvesHook"))
