"""Make `.venv` and install the package into it, once; name what a machine lacks and its cure.

Standard library only, and old syntax on purpose (annotations in quotes): an old Python must get as
far as the message that says it is too old. A finished installation is stamped with a digest of what
it was made from, so that a second run takes no time and an interrupted one is done again.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OLDEST = (3, 11)
GUI, HEADLESS = "opencv-python", "opencv-python-headless"
UNFINISHED = "unfinished"  # stands in the stamp while pip works; found there, pip was killed
MADE_FROM = ("pyproject.toml", "constraints.txt", "converters.txt", "tools/bootstrap.py")

# Run in the new environment: which OpenCV builds stand there, and does `import cv2` work?
OPENCV_PROBE = """
import json
from importlib.metadata import PackageNotFoundError, version
found = {}
for name in ("opencv-python", "opencv-python-headless"):
    try:
        found[name] = version(name)
    except PackageNotFoundError:
        pass
try:
    import cv2
    cv2.__version__
    error = ""
except Exception as fault:
    error = str(fault) or type(fault).__name__
print(json.dumps({"found": found, "error": error}))
"""


class CannotInstallError(Exception):
    """Something the machine lacks, told with its cure."""


def newer_python() -> "str | None":
    """Path of a Python on PATH that is new enough, or None."""
    asks = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    for minor in (13, 12, 11, 14):
        path = shutil.which(f"python3.{minor}")
        if path and subprocess.call([path, "-c", asks], stderr=subprocess.DEVNULL) == 0:
            return path
    return None


def check_python(version: "tuple[int, int]", newer: "str | None") -> "str | None":
    """Path of the Python to go on with, None for the running one; refuses when there is none."""
    if version >= OLDEST:
        return None
    if newer:
        return newer
    raise CannotInstallError(
        f"python3 is {version[0]}.{version[1]}; boneage_kp needs 3.11 or newer.\n"
        "  Debian/Ubuntu:  sudo apt install python3.11 python3.11-venv  (or a newer one)\n"
        "  macOS:          brew install python@3.13\n"
        "  then:           the same make command with PYTHON=python3.11"
    )


def check_venv(lacking: "list[str]") -> None:
    """Refuse when the standard library came without venv or ensurepip, as Debian packages it."""
    if not lacking:
        return
    major, minor = sys.version_info[:2]
    raise CannotInstallError(
        f"{sys.executable} came without the standard module {' and '.join(lacking)}, "
        "which makes the environment.\n"
        f"  Debian/Ubuntu:  sudo apt install python3-venv   (or python{major}.{minor}-venv)\n"
        "  elsewhere:      install Python from its maker, or name another: make PYTHON=...\n"
        "  then:           the same make command again"
    )


def lacking_modules() -> "list[str]":
    """Which of the modules that make an environment this Python does not have."""
    lacking = []
    for name in ("venv", "ensurepip"):
        try:
            found = getattr(__import__(name), "__file__", None)
        except ImportError:
            found = None
        if found is None:  # a folder left behind by an uninstalled package imports, without a file
            lacking.append(name)
    return lacking


def opencv_step(
    found: "dict[str, str]", error: str, wanted: str
) -> "tuple[list[str], str | None, str]":
    """What to do about OpenCV: names to remove, requirement to install or None, words.

    found:   {distribution: version} of the OpenCV builds installed.
    error:   what `import cv2` said, "" when it works.
    wanted:  the version to keep when two builds stand side by side.
    """
    if len(found) > 1:
        words = "two OpenCV builds share one cv2 folder and break each other: keeping one"
        return sorted(found), f"{GUI}=={wanted}", words
    if not error:
        return [], None, ""
    if GUI in found:
        words = (
            f"OpenCV's GUI build cannot load here ({error}): the headless build of the same "
            f"version, {HEADLESS} {found[GUI]}, takes its place (boneage_kp opens no windows)"
        )
        return [GUI], f"{HEADLESS}=={found[GUI]}", words
    raise CannotInstallError(
        f"`import cv2` fails: {error}\n"
        "  Debian/Ubuntu:  sudo apt install libgl1 libglib2.0-0 libxcb1\n"
        "  then:           make clean-env, and the same make command again"
    )


def pinned(constraints: str, name: str) -> str:
    """The version that the text of constraints.txt pins for a distribution."""
    for line in constraints.splitlines():
        if line.startswith(name + "=="):
            return line.split("==")[1].split()[0]
    raise CannotInstallError(f"constraints.txt pins no {name}; add a line `{name}==VERSION`")


def digest(wishes: "dict[str, object]") -> str:
    """Digest of everything an installation is made from."""
    parts = [json.dumps(wishes, sort_keys=True), sys.version]
    parts += [hashlib.sha256(read(name).encode()).hexdigest() for name in MADE_FROM]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def read(name: str) -> str:
    """Text of a file of the repository."""
    with open(os.path.join(ROOT, name), encoding="utf-8") as file:
        return file.read()


def say(words: str) -> None:
    """One line to whoever watches."""
    print("boneage_kp: " + words, flush=True)


class Environment:
    """A virtual environment at `folder` that is made, filled and stamped."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        scripts = "Scripts" if os.name == "nt" else "bin"
        self.python = os.path.join(folder, scripts, "python")
        self.stamp = os.path.join(folder, "installed.stamp")

    def stamped(self) -> str:
        """Digest of the installation that was finished here, "" when none was."""
        if not os.path.exists(self.stamp):
            return ""
        with open(self.stamp, encoding="utf-8") as file:
            return file.read().strip()

    def write_stamp(self, text: str) -> None:
        """Replace the stamp in one step, or remove it with ""."""
        if text:
            with open(self.stamp + ".new", "w", encoding="utf-8") as file:
                file.write(text + "\n")
            os.replace(self.stamp + ".new", self.stamp)
        elif os.path.exists(self.stamp):
            os.remove(self.stamp)

    def is_whole(self) -> bool:
        """Whether the environment itself is complete: an interrupted `venv` has no working pip."""
        if not os.path.exists(self.python):
            return False
        asks = [self.python, "-m", "pip", "--version"]
        quiet = subprocess.DEVNULL
        return subprocess.call(asks, stdout=quiet, stderr=quiet) == 0

    def create(self) -> None:
        """Make the environment afresh when there is none, or only half of one.

        A pip that was killed may leave half a package that looks like a whole one.
        """
        if self.stamped() != UNFINISHED and self.is_whole():
            return
        check_venv(lacking_modules())
        if subprocess.call([sys.executable, "-m", "venv", "--clear", self.folder]):
            raise CannotInstallError(f"`{sys.executable} -m venv` failed; it says why above")

    def pip(self, *arguments: str) -> None:
        """Run pip inside; a failure stops with its likely cures."""
        command = [self.python, "-m", "pip", *arguments, "--disable-pip-version-check"]
        if not sys.stdout.isatty():
            command.append("--quiet")
        if subprocess.call(command, cwd=ROOT):
            raise CannotInstallError(
                "pip failed; its own words stand above. Usual reasons:\n"
                "  no network, or a proxy:  set https_proxy, or pip's own index settings\n"
                "  disk full:               torch's CUDA build takes several GB; all of it with\n"
                "                           the CPU build takes 1.6 GB (README: TORCH_INDEX)\n"
                "  then:                    the same make command again; pip keeps what it has"
            )

    def settle_opencv(self) -> None:
        """Leave exactly one OpenCV build here, one that loads."""
        wanted = pinned(read("constraints.txt"), GUI)
        for _ in range(3):  # at most: two builds -> the GUI build -> its headless twin
            report = subprocess.check_output([self.python, "-c", OPENCV_PROBE], cwd=ROOT)
            seen = json.loads(report.decode())
            remove, install, words = opencv_step(seen["found"], seen["error"], wanted)
            if install is None:
                return
            say(words)
            self.pip("uninstall", "--yes", *remove)
            self.pip("install", "--no-deps", install)
        raise CannotInstallError("OpenCV could not be settled: `make clean-env`, then try again")


def fill(env: Environment, extras: str, torch_index: str, converters: bool) -> None:
    """Install everything that was asked for into an environment that exists."""
    if torch_index:
        # On their own, so that the chosen index is asked for these two and nothing else.
        pins = read("constraints.txt")
        torch = [f"{name}=={pinned(pins, name)}" for name in ("torch", "torchvision")]
        index = ["--extra-index-url", torch_index]
        env.pip("install", "--upgrade", "-c", "constraints.txt", *index, *torch)
    # One command with torch's exact version in the constraints: pip then takes a CPU wheel where
    # it can see one. Asked for piecemeal, timm would bring the newest torch and its CUDA packages.
    package = f".[{extras}]" if extras else "."
    env.pip("install", "-c", "constraints.txt", "--editable", package)
    if converters:
        env.pip("install", "--no-deps", "-r", "converters.txt")
    env.settle_opencv()


def bring_up_to_date(env: Environment, extras: str, torch_index: str, converters: bool) -> None:
    """Install unless the stamp says that this very installation, or one with more, is there."""

    def key(with_converters: bool) -> str:
        wishes = {"extras": extras, "torch": torch_index, "converters": with_converters}
        return digest(wishes)

    if env.stamped() in {key(converters), key(True)} and env.is_whole():
        return
    say(f"installing into {env.folder} (once; a minute or more, over the network)")
    env.create()
    env.write_stamp(UNFINISHED)
    try:
        fill(env, extras, torch_index, converters)
    except CannotInstallError:
        env.write_stamp("")  # pip gave up by itself, and puts back what it had begun
        raise
    env.write_stamp(key(converters))
    say("installed")


def main(argv: "list[str]") -> int:
    """Bring the environment up to date; 0 when it is, 1 with words when it cannot be."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--venv", default=os.path.join(ROOT, ".venv"))
    parser.add_argument("--extras", default="train,dev", help="extras of pyproject.toml")
    parser.add_argument("--torch-index", default="", help="package index for torch alone")
    parser.add_argument("--converters", action="store_true", help="also converters.txt")
    args = parser.parse_args(argv)
    version = (sys.version_info[0], sys.version_info[1])
    try:
        other = check_python(version, newer_python() if version < OLDEST else None)
        if other:
            return subprocess.call([other, os.path.abspath(__file__), *argv])
        env = Environment(os.path.abspath(args.venv))
        bring_up_to_date(env, args.extras, args.torch_index, args.converters)
    except CannotInstallError as fault:
        print(f"boneage_kp cannot be installed: {fault}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("boneage_kp: interrupted; the next run starts again where needed", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
