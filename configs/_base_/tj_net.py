"""TJ-Net as its leaves share it; input size, rate, schedule and epochs are not in its description.

It has no bases: a leaf names `holistic.py` beside it.
"""

model = dict(
    type="TjNet",
    width=1.0,
    depth=(2, 2, 2),
    attention=True,
    large=False,
    joint=True,
    age_weight=1.0,
    sex_weight=1.0,
    sex_units=32,
    sex_dense=256,
    dropout=0.2,
    frozen_blocks=0,
    target=dict(type="AgeClasses", count=77, width_months=3.0, reported="expected"),
    loss=dict(type="AgeCe"),
)
sizes = [(0, 320)]
batch_size = 16
epochs = 50
optimizer = dict(type="Adam", lr=1e-3)
schedule = dict(name="cosine", warmup_steps=200)
