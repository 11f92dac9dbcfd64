"""The regional pipeline's own work beside training.

`template` makes the hand that all are registered to, `masks` hand masks, `prepare` films with their
points, `ensemble` one answer out of many networks'. docs/regional.md says how they follow one
another.

To add a step: its work here, and `cli/regional_steps/<name>.py` with the four names of a command.
"""
