"""Films to stages, bone age and verdict: `python tools/infer.py --help`."""

import sys

from boneage_kp.cli.main import main

sys.exit(main(["infer", *sys.argv[1:]]))
