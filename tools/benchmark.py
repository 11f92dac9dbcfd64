"""How fast scoring, phantoms and other parts are: `python tools/benchmark.py --help`."""

import sys

from boneage_kp.cli.main import main

if __name__ == "__main__":  # worker processes import this file, too
    sys.exit(main(["benchmark", *sys.argv[1:]]))
