"""Put finished weights into the package: `python tools/ship_weights.py WEIGHTS --role fine …`."""

import sys

from boneage_kp.cli.main import main

if __name__ == "__main__":
    sys.exit(main(["ship-weights", *sys.argv[1:]]))
