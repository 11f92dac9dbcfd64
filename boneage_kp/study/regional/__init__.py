"""The regional pipeline's own work beside training: template, points, masks, ensemble.

docs/regional.md says how the parts follow one another.

To add a step: its work here, and `cli/regional_steps/<name>.py` with the four names of a command.
"""
