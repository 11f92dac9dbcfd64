"""Steps of `boneage-kp regional`, one file each with the four names of a command (see `cli`).

To add a step: a file here; the work itself belongs into `study/regional`.
"""
