"""The regional pipeline's masks, points and ensemble: `python tools/regional.py --help`."""

import sys

from boneage_kp.cli.main import main

if __name__ == "__main__":  # worker processes import this file, too
    sys.exit(main(["regional", *sys.argv[1:]]))
