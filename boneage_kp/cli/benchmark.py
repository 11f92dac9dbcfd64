"""Measure how fast a part of the package is on this machine.

    boneage-kp benchmark phantoms
    boneage-kp benchmark scoring

To add a benchmark: `study/<subject>/command.py` with the four names of a command (see `cli`);
it is found by being there.
"""

import boneage_kp.study
from boneage_kp.cli.sub_commands import SubCommands

NAME = "benchmark"
SUMMARY = "Measure the speed of scoring, phantoms and other parts"

_BENCHMARKS = SubCommands(NAME, boneage_kp.study, "*/command.py")
add_arguments, run = _BENCHMARKS.add_arguments, _BENCHMARKS.run
