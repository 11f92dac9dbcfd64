"""Training and reading: what drives networks over many films, and one film to its reading.

`train.py` turns a config into a run, `predictor.py` a film into a reading.

To add a hook: a class in `hooks/<name>.py` and its line under `hooks=` in a config. To add a key
of training configs: a field of `settings.TrainSettings` with its default and its line there.
To add a way to find the hand: a function in `finder.py` that returns the exact transform back to
original pixels.
A workaround for a fault of a dependency gets a module of its own that says which fault and when
it may go, as `plain_checkpoint.py` does.
Nothing here imports torch before a function that needs it is called.
"""
