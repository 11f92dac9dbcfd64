"""Records to batches: file formats, and the datasets and transforms that a network is fed with.

To add a file format: `formats/<name>.py` (see there). To add a dataset: one file here with the
interface of the datasets that stand beside it. Formats need no torch; datasets may.
"""
