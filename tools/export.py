"""Weights to ONNX with points and stages: `python tools/export.py --help`."""

import sys

from boneage_kp.cli.main import main

if __name__ == "__main__":
    sys.exit(main(["export", *sys.argv[1:]]))
