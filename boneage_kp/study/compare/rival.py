"""The rival: torchvision's keypoint R-CNN, in an environment of its own, timed turn by turn.

torchvision's operators load only beside the very build of torch they were compiled for, which need
not be the one that this package runs on. So the rival gets its own Python and answers over a pipe.
"""

import json
import shlex
import subprocess
import sys
from pathlib import Path

from boneage_kp.study.compare.rounds import Subject

PACKAGES = "torch torchvision"
NAME = "keypointrcnn_resnet50_fpn"
_WORKER = Path(__file__).with_name("rival_worker.py")
_READY = "made.json"


def rival_python(folder: Path, packages: str = PACKAGES) -> Path:
    """The Python of the rival's environment, which is made the first time it is asked for."""
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if (folder / _READY).is_file():
        return python
    print(f"making the rival's environment in {folder} (once): {packages}", flush=True)
    _run([sys.executable, "-m", "venv", "--clear", str(folder)], "make an environment")
    _run([str(python), "-m", "pip", "install", "-q", *shlex.split(packages)], "install it")
    check = "import torch, torchvision; torchvision.ops.nms(torch.ones(1, 4), torch.ones(1), 0.5)"
    _run([str(python), "-c", check], "use torchvision's operators there")
    (folder / _READY).write_text(json.dumps({"packages": packages}) + "\n", encoding="utf-8")
    return python


class Rival:
    """A process that holds the rival and runs it once whenever it is asked.

    python:  with torch and torchvision whose operators load.
    threads: as many as ours have.
    """

    def __init__(self, python: Path, size_px: int, threads: int, worker: Path = _WORKER) -> None:
        self._process = subprocess.Popen(
            [str(python), str(worker), str(size_px), str(threads)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.versions = str(self._answer("versions"))

    def seconds(self, precision: str) -> float:
        """One film in fp32 or bf16, timed by the rival itself: the pipe does not count."""
        return float(self._answer(precision))

    def subjects(self) -> list[Subject]:
        return [
            Subject("rival", NAME, precision, self._work(precision), None, _told)
            for precision in ("fp32", "bf16")
        ]

    def _work(self, precision: str) -> "_Ask":
        return _Ask(self, precision)

    def _answer(self, asked: str) -> str:
        pipe_in, pipe_out = self._process.stdin, self._process.stdout
        assert pipe_in is not None and pipe_out is not None
        try:
            pipe_in.write(asked + "\n")
            pipe_in.flush()
            told = pipe_out.readline().strip()
        except BrokenPipeError:
            told = ""
        if not told:
            raise ValueError(
                "the rival's process ended; what it said stands above. Take its environment "
                "away (--rival-env DIR) and run this again"
            )
        return told

    def __enter__(self) -> "Rival":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


class _Ask:
    def __init__(self, rival: Rival, precision: str) -> None:
        self.rival, self.precision = rival, precision

    def __call__(self) -> float:
        return self.rival.seconds(self.precision)


def _told(answer: object) -> float:
    return float(str(answer))


def _run(command: list[str], what: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise ValueError(
            f"the rival: could not {what}: {last}. torch and torchvision of one build are wanted; "
            "name them, and where pip finds them: --rival-packages "
            "'torch==V torchvision==W --index-url URL'"
        )
