"""Your own labelled films and phantoms, two to one. In place of data_phantom.py in a config."""

_train_file = "data/hands/train.json"
_val_file = "data/hands/val.json"
_pipeline = [
    dict(type="RandomWarp", size="epoch_size", frame="hand", degrees=25, scale=(0.8, 1.2)),
    dict(type="RandomTone"),
]

train_data = dict(
    type="MixedDataset",
    length=4000,
    shares=[2, 1],
    datasets=[
        dict(type="HandDataset", annotation_file=_train_file, pipeline=_pipeline),
        dict(
            type="PhantomDataset",
            length=4000,
            parameters={
                "size_px": "film_size",
                "sampling.mode": "mixed",
                "sampling.bone_scatter": 2.0,
                "film.inverted.probability": 0.0,
            },
            pipeline=_pipeline,
        ),
    ],
)
val_data = dict(
    type="HandDataset",
    annotation_file=_val_file,
    pipeline=[dict(type="Letterbox", size="epoch_size", frame="hand")],
)
