"""Train a network: `python tools/train.py configs/fpn_r50.py`; `--help` tells the rest."""

import sys

from boneage_kp.cli.main import main

if __name__ == "__main__":  # worker processes import this file, too
    sys.exit(main(["train", *sys.argv[1:]]))
