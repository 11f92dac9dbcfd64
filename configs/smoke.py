"""Four fixed phantoms learnt by heart on a CPU within two minutes: a test that all of it works."""

_base_ = ["_base_/runtime.py", "_base_/schedule.py"]

_off = dict(probability=0.0)
_hands = dict(
    type="CachedDataset",
    dataset=dict(
        type="PhantomDataset",
        length=4,
        fixed=True,
        parameters=dict(
            size_px="film_size",
            sampling=dict(mode="balanced"),
            pose=dict(small_hand=_off, size_on_film=_off, cropped_tips=_off, cropped_wrist=_off),
            # Well exposed films with nothing over the hand: what is to be learnt can be seen.
            film=dict(
                collimation=_off,
                dust=_off,
                film_edge=_off,
                inverted=_off,
                jpeg=_off,
                low_resolution=_off,
                shutter=_off,
                side_marker=_off,
                structure_noise=_off,
                tone_curve=_off,
                window=_off,
            ),
        ),
        pipeline=[dict(type="Letterbox", size="epoch_size", frame="hand")],
    ),
)
model = dict(
    backbone=dict(type="TimmBackbone", model_name="resnet10t", weights_file=None),
    neck=dict(widths=(48, 48, 64, 64, 64)),
)
train_data = dict(repeat=60, **_hands)
val_data = _hands
sizes = [(0, 192)]
batch_size = 4
epochs = 5
optimizer = dict(lr=2e-3, weight_decay=0.0)
schedule = dict(warmup_steps=30)
ema_momentum = 0.05
precision = "fp32"
workers = 0
hooks = dict(predictions=dict(films=4))
