"""What disturbances of a film do to its reading (after Santomartino et al. 2024).

`geometry` and `tones` hold the disturbances, `table` names them with their strengths, `measure`
compares readings, `plot` draws. Points of a disturbed film go back through the exact inverse.

To add a disturbance: a function from a film to a `Disturbed` in `geometry.py` or `tones.py`, and
its row with strengths in `table.py`; prove it with a painted dot that is found again.
"""
