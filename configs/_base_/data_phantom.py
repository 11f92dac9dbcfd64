"""Phantoms, drawn while training; every epoch has new hands, posed as the fine network sees them.

"epoch_size" is the input size of the epoch, "film_size" 1.4 times that, in pixels.
"""

train_data = dict(
    type="PhantomDataset",
    length=4000,
    parameters={
        "size_px": "film_size",
        "sampling.mode": "mixed",
        "sampling.bone_scatter": 2.0,  # so that no bone's stage is told by the others'
        "film.inverted.probability": 0.0,  # undone before the fine network reads
    },
    pipeline=[
        dict(type="RandomWarp", size="epoch_size", frame="hand", degrees=25, scale=(0.8, 1.2)),
        dict(type="RandomTone"),
    ],
)
val_data = dict(
    type="PhantomDataset",
    length=128,
    seed=1_000_000,
    fixed=True,
    parameters={"size_px": "film_size", "film.inverted.probability": 0.0},
    pipeline=[dict(type="Letterbox", size="epoch_size", frame="hand")],
)
