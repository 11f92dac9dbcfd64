"""`benchmark search`: BoneAgeNet's blocks, width and depth, parameters beside error.

To add a sweep: its points in `points.sweeps_of`, its name in `command.SWEEPS`.
"""
