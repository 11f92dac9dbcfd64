"""`python -m boneage_kp` is `boneage-kp`."""

import sys

from boneage_kp.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
