"""BoneAgeNet as its leaves share it: sex, squared error, input size, rates, batch and shrinkage.

It has no bases: a leaf names `holistic.py` beside it, and says how wide and deep the network is.
"""

model = dict(type="BoneAgeNet", sex_units=32, loss=dict(type="AgeL2"))
sizes = [(0, 300)]
batch_size = 32
optimizer = dict(type="Adam", lr=1e-2, weight_decay=0.02, decay_in="head.age")
schedule = dict(name="step", drops=3, factor=0.1)
