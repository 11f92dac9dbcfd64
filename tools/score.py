"""Stages to score, bone age and interval: `python tools/score.py --help`."""

import sys

from boneage_kp.cli.main import main

sys.exit(main(["score", *sys.argv[1:]]))
