"""The commands of `boneage-kp <command>`: one file, one command, found by being here.

A command is a module of this folder with four names:

    NAME = "score"                                   what the user types; a dash for each "_"
    SUMMARY = "Stages to score, bone age, interval"  one line for the list of commands
    def add_arguments(parser: argparse.ArgumentParser) -> None: ...
    def run(args: argparse.Namespace) -> int: ...    the exit code; 0 when all went well

Options and positionals may stand in any order, unless a command has sub-parsers or a REMAINDER.
`NAME` and `SUMMARY` are plain string literals on one line each: the list of commands reads them
from the file's text and imports nothing. Import what is heavy (torch, cv2, pycocotools) inside
`run`. Bad input is raised, never printed: a `ValueError` with product text (what we got, what we
wanted, what to do, where) or an `OSError` becomes stderr and exit code 2 in `faults.py`.

To add a command: write `cli/<name>.py` to this shape, and `tools/<name>.py` in three lines:

    import sys
    from boneage_kp.cli.main import main
    sys.exit(main(["<name>", *sys.argv[1:]]))
"""
