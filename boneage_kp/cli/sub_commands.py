"""`SubCommands`: what is behind a command that has others below it, each a file of a package."""

import argparse
import importlib
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from boneage_kp.cli.main import commands


@dataclass(frozen=True)
class SubCommands:
    """The commands below one command; its `add_arguments` and `run` are that command's.

    above:    name of the command; package: where the files below it lie.
    pattern:  which of its files they are; of those, all that have the four names of a command.
    """

    above: str
    package: ModuleType
    pattern: str = "*.py"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        known = self._known()
        lines = [f"{name} ({summary})" for name, (_, summary) in known.items()]
        parser.add_argument("which", choices=sorted(known), help="; ".join(lines))
        parser.add_argument(
            "rest", nargs=argparse.REMAINDER, help="its own options; --help lists them"
        )

    def run(self, args: argparse.Namespace) -> int:
        module_name, summary = self._known()[args.which]
        module = importlib.import_module(f"{self.package.__name__}.{module_name}")
        parser = argparse.ArgumentParser(
            prog=f"boneage-kp {self.above} {args.which}",
            description=module.__doc__ or summary,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        module.add_arguments(parser)
        return int(module.run(parser.parse_args(args.rest)))

    def _known(self) -> dict[str, tuple[str, str]]:
        """Name -> (module in the package, summary)."""
        return commands(Path(str(self.package.__file__)).parent, self.pattern)
