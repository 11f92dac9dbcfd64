"""`boneage-kp <command> …`: finds the commands beside it, runs one, turns bad input into words."""

import argparse
import ast
import difflib
import importlib
import io
import sys
from collections.abc import Sequence
from pathlib import Path

from boneage_kp import __version__
from boneage_kp.cli.faults import run_or_explain
from boneage_kp.engine.memory import keep_memory

FOLDER = Path(__file__).parent
ABOUT = "A hand radiograph in, a bone age with its reasons out."
DISCLAIMER = "Research software, not a medical device."


def commands(folder: Path = FOLDER, pattern: str = "*.py") -> dict[str, tuple[str, str]]:
    """Every command that lies in a folder, read from the files' text without importing them.

    pattern:  which files are looked at.
    returns:  name typed by the user -> (module name, one-line summary), sorted by name.
    """
    found = {}
    for path in sorted(folder.glob(pattern)):
        named = _string_constants(path)
        if "NAME" in named and "SUMMARY" in named:
            module = ".".join(path.relative_to(folder).with_suffix("").parts)
            found[named["NAME"]] = (module, named["SUMMARY"])
    return dict(sorted(found.items()))


def _string_constants(path: Path) -> dict[str, str]:
    """The module-level `X = "text"` assignments of a file."""
    named = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            named[node.targets[0].id] = node.value.value
    return named


def overview(known: dict[str, tuple[str, str]]) -> str:
    """What `boneage-kp` alone prints: the commands, one line each."""
    width = max((len(name) for name in known), default=0)
    lines = [f"  {name:<{width}}  {summary}" for name, (_, summary) in known.items()]
    return "\n".join(
        [
            f"boneage-kp {__version__}. {ABOUT} {DISCLAIMER}",
            "",
            "usage: boneage-kp <command> [options]     boneage-kp <command> --help",
            "",
            *lines,
        ]
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the result is the process's exit code."""
    _speak_utf8()
    arguments = list(sys.argv[1:] if argv is None else argv)
    known = commands()
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(overview(known))
        return 0
    if arguments[0] in ("-V", "--version"):
        print(f"boneage-kp {__version__}")
        return 0
    name = arguments[0]
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        print(f"boneage-kp: command {name!r} is unknown.{hint}", file=sys.stderr)
        print(f"known commands: {' '.join(known)}", file=sys.stderr)
        return 2
    return _run(name, known[name], arguments[1:])


def _speak_utf8() -> None:
    """Results are UTF-8 wherever they go, as in files: other encodings lack "−" and people's names.

    Where a terminal is asked for anything else, Python would stop in mid-sheet with an error.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower() != "utf-8":
            stream.reconfigure(encoding="utf-8")


def entry() -> int:
    """What the console script `boneage-kp` calls."""
    return main()


def _run(name: str, command: tuple[str, str], arguments: list[str]) -> int:
    module_name, summary = command
    module = importlib.import_module(f"boneage_kp.cli.{module_name}")
    parser = argparse.ArgumentParser(
        prog=f"boneage-kp {name}",
        description=module.__doc__ or summary,
        epilog=DISCLAIMER,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    module.add_arguments(parser)
    keep_memory()
    return run_or_explain(name, lambda: module.run(_parse(parser, arguments)))


def _parse(parser: argparse.ArgumentParser, arguments: list[str]) -> argparse.Namespace:
    """Options and positionals in any order, where no positional takes all that follows it."""
    try:
        return parser.parse_intermixed_args(arguments)
    except TypeError:  # how argparse says that it has sub-parsers or a REMAINDER
        return parser.parse_args(arguments)
