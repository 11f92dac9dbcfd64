"""Faults, figures and pictures of a labelled set: `python tools/check_dataset.py --help`."""

import sys

from boneage_kp.cli.main import main

if __name__ == "__main__":  # worker processes import this file, too
    sys.exit(main(["check-dataset", *sys.argv[1:]]))
