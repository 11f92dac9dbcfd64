"""The regional pipeline step by step: masks, points, ensemble.

    boneage-kp regional masks --films FILMS --output OUT
    boneage-kp regional prepare TRUTH --output OUT --mask W --weights DETECTOR
    boneage-kp regional ensemble TRUTH --members W [W ...] --output OUT

Networks are trained by `boneage-kp train configs/regional/...`; docs/regional.md has the order. To
add a step: `cli/regional_steps/<name>.py` with the four names of a command; it is found by being
there.
"""

import boneage_kp.cli.regional_steps
from boneage_kp.cli.sub_commands import SubCommands

NAME = "regional"
SUMMARY = "The regional pipeline: hand masks, registered points, an ensemble over regions"

_STEPS = SubCommands(NAME, boneage_kp.cli.regional_steps)
add_arguments, run = _STEPS.add_arguments, _STEPS.run
