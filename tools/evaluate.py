"""Compare readings with the truth: `python tools/evaluate.py TRUTH.json --readings FILE`."""

import sys

from boneage_kp.cli.main import main

if __name__ == "__main__":
    sys.exit(main(["evaluate", *sys.argv[1:]]))
