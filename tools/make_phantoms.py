"""Simulated hand radiographs with exact labels: `python tools/make_phantoms.py --help`."""

import sys

from boneage_kp.cli.main import main

if __name__ == "__main__":  # worker processes import this file, too
    sys.exit(main(["make-phantoms", *sys.argv[1:]]))
