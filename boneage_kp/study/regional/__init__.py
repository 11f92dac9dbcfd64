"""The regional pipeline's own work beside training: template, points, masks, ensemble.

`boneage-kp regional WHAT` finds what lies here. docs/regional.md says how the parts follow one
another.

To add a step: `<name>.py` with the four names of a command (see `cli`); it is found by being there.
"""
