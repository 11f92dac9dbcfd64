"""The coarse pass, 256, then 384 px: finds the hand whatever its turn, side, size and polarity."""

_base_ = ["_base_/runtime.py", "_base_/schedule.py", "_base_/data_phantom.py"]

model = dict(
    backbone=dict(type="TimmBackbone", model_name="mobilenetv4_conv_small", weights_file=None),
    neck=dict(widths=(24, 32, 48, 64, 64), smooth=(1, 3)),
    stage_loss=dict(type="StageLoss", cell=0.2, level=0.0, aux=0.0),
    aux_heads=False,
)
_any_pose = {
    "pose.any_turn.probability": 0.5,
    "pose.right_hand.probability": 0.5,
    "pose.small_hand.probability": 0.3,
    "film.inverted.probability": 0.0,  # the pipeline inverts, so that half are
}
train_data = dict(
    parameters=_any_pose,
    pipeline=[
        dict(
            type="RandomWarp",
            size="epoch_size",
            degrees=180,
            scale=(0.35, 1.2),
            shift=0.15,
            quarter_turns=True,
        ),
        dict(type="RandomTone", invert=0.5),
    ],
)
val_data = dict(
    parameters={**_any_pose, "film.inverted.probability": 0.5},
    pipeline=[dict(type="Letterbox", size="epoch_size")],  # whole films: nobody has found it yet
)
sizes = [(0, 256), (8, 384)]
epochs = 12
batch_size = 16
ema_momentum = 0.005
val_interval = 2
precision = "fp32"
