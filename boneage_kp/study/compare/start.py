"""A fresh process up to its first reading: seconds from nothing, and the most memory it held."""

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

# What `infer` does, without a film's file: import, open, read a made-up film once.
_PROGRAM = """
import json, sys
from pathlib import Path
import numpy as np
from boneage_kp.engine.open_network import open_network
from boneage_kp.engine.predictor import Predictor
predictor = Predictor(open_network(Path(sys.argv[1]), sys.argv[2]))
height, width = predictor.network.input_hw
predictor.read(np.random.default_rng(0).integers(0, 256, (height, width), dtype=np.uint8))
# Not ru_maxrss: a child starts with its parent's.
status = Path("/proc/self/status")
lines = status.read_text().splitlines() if status.exists() else []
peak = next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), None)
print(json.dumps({"peak_bytes": peak, "torch": "torch" in sys.modules}))
"""


@dataclass(frozen=True)
class Start:
    """wall_s: from starting Python to the first result; torch: whether it was imported.

    peak_bytes:  None where the system does not say it.
    """

    name: str
    backend: str
    wall_s: float
    peak_bytes: int | None
    torch: bool


def cold_start(name: str, weights: Path, backend: str) -> Start:
    """Read once in a process of its own; system caches are warm, the process is not."""
    command = [sys.executable, "-c", _PROGRAM, str(weights), backend]
    begun = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True)
    passed = time.perf_counter() - begun
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise ValueError(f"{weights}: could not be read by {backend} in a fresh process: {last}")
    told = json.loads(done.stdout)
    return Start(name, backend, passed, told["peak_bytes"], bool(told["torch"]))
