"""Fit temperatures, β and quality limits: `python tools/calibrate.py --weights W -n 1000`."""

import sys

from boneage_kp.cli.main import main

if __name__ == "__main__":
    sys.exit(main(["calibrate", *sys.argv[1:]]))
