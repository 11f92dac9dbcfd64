"""Films to labels, in the browser: `python tools/annotate.py --help`."""

import sys

from boneage_kp.cli.main import main

sys.exit(main(["annotate", *sys.argv[1:]]))
