"""Set phantoms beside films: `python tools/compare_films.py --help`."""

import sys

from boneage_kp.cli.main import main

if __name__ == "__main__":  # worker processes import this file, too
    sys.exit(main(["compare-films", *sys.argv[1:]]))
