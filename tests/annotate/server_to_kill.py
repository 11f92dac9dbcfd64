"""A server in a process of its own: `python -m tests.annotate.server_to_kill FOLDER`.

Writes the whole file as often as it can, so that a kill meets every step of it.
"""

import sys
from pathlib import Path

from boneage_kp.annotate import background_writer
from boneage_kp.annotate.opening import Wishes, open_desk
from boneage_kp.annotate.server import Secrets, listen, serve

if __name__ == "__main__":
    background_writer.LEAST_WAIT_SECONDS = 0.005
    background_writer.WAIT_PER_COST = 0.5
    folder = Path(sys.argv[1])
    desk = open_desk(folder, [(p, None, None) for p in sorted(folder.glob("*.png"))], Wishes())
    listening, known = listen(0), Secrets()
    print(listening.getsockname()[1], known.token, flush=True)
    serve(desk, listening, known)
