"""Many films, one after the other: what `infer` does with a folder, and how it goes on later.

`loop.py` reads films into a `BatchFolder`, one whole file after the other, whatever reads them;
`run.py` is that with the bone detector, `whole_image/batch.py` with whole-image systems.
`results.py` gathers the rows.

To add a way to spread films over machines: a thin file like `ray.py`, which gives each worker a
part of the films and gathers what they wrote.
"""
