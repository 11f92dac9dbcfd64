"""Many films, one after the other: what `infer` does with a folder, and how it goes on later.

`run.py` reads films into a `BatchFolder`, one whole file after the other; `results.py` gathers
them.

To add a way to spread films over machines: a thin file like `ray.py`, which gives each worker a
part of the films and gathers what they wrote.
"""
