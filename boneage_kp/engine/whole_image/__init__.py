"""Reading with whole-image systems: weights to networks, films to ages with intervals.

`network.py` is one weights file, `views.py` the views of a film it is asked about, `reader.py` all
answers put together, `interval.py` how wide their spread has to be taken, `batch.py` many films.

To add a way of putting answers together: a function in `reader.py` beside `pooled`. To add views:
rows in `views.VIEWS`. Systems themselves live in `models/holistic`.
"""
