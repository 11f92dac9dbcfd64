"""Bad input in words: the one place that turns our input errors into stderr and an exit code."""

import os
import sys
from collections.abc import Callable

BAD_INPUT = 2
INTERRUPTED = 130  # 128 + SIGINT, what shells expect


def run_or_explain(name: str, action: Callable[[], int]) -> int:
    """Run a command's action; bad input becomes a message, never a traceback.

    A ValueError raised by the standard library or numpy deep inside us is a fault of ours, not of
    the input: only errors raised by this package's own code (or of its error classes) are product
    text. Everything else keeps its traceback.
    """
    try:
        return action()
    except BrokenPipeError:
        # The reader (`| head`) has gone; what follows must not try to flush into the pipe again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _explain(name, _of_system(error))
    except ValueError as error:
        if not _is_ours(error):
            raise
        return _explain(name, str(error))
    except KeyboardInterrupt:
        print(f"\nboneage-kp {name}: interrupted", file=sys.stderr)
        return INTERRUPTED


def _explain(name: str, text: str) -> int:
    print(f"boneage-kp {name}: {text}", file=sys.stderr)
    return BAD_INPUT


def _of_system(error: OSError) -> str:
    cures = {
        FileNotFoundError: "check the path; relative paths start where the command is run",
        IsADirectoryError: "name a file, not a folder",
        NotADirectoryError: "a part of the path is a file, not a folder",
        PermissionError: "check who may read and write there",
    }
    place = f"{error.filename}: " if error.filename else ""
    cure = cures.get(type(error))
    return f"{place}{error.strerror or error}" + (f". {cure.capitalize()}." if cure else "")


def _is_ours(error: ValueError) -> bool:
    """Whether the error's class, or the line that raised it, belongs to this package."""
    if type(error).__module__.startswith("boneage_kp"):
        return True
    if type(error) is not ValueError:
        return False  # UnicodeDecodeError and the like: a reader of ours should have caught it
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    raised_in = trace.tb_frame.f_globals.get("__name__", "") if trace else ""
    return raised_in.startswith("boneage_kp")
