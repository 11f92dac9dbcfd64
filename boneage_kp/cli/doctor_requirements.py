"""What the package asks for, by extra, against what is installed: the lists are pyproject's own."""

import re
import tomllib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

BASE = ""
DISTRIBUTION = "boneage-kp"
PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"
_REQUIREMENT = re.compile(
    r"(?P<name>[A-Za-z0-9._-]+)(?P<part>\[[^]]*\])?\s*(>=\s*(?P<floor>[\d.]+))?"
)
_EXTRA = re.compile(r"extra == ['\"](?P<extra>[\w-]+)['\"]")


@dataclass(frozen=True)
class Requirement:
    """One distribution that an extra (BASE: the package itself) asks for.

    floor:      oldest version asked for, "" for any.
    installed:  the version that is there, None when it is not.
    part:       what of it is asked for, as "[tune]" of ray[tune]; mostly "".
    """

    name: str
    extra: str
    floor: str
    installed: str | None
    part: str = ""

    @property
    def is_met(self) -> bool:
        return self.installed is not None and _numbers(self.installed) >= _numbers(self.floor)

    @property
    def asks(self) -> str:
        """As pip takes it on a command line."""
        name = self.name + self.part
        return f"'{name}>={self.floor}'" if self.floor else name


def declared_requirements() -> list[Requirement]:
    """Every requirement of every extra, from a clone's pyproject.toml or the installed metadata.

    The clone goes first: after a pull the metadata is still that of the last installation.
    """
    lines = _from_pyproject(PYPROJECT)
    if not lines:
        with suppress(PackageNotFoundError):
            lines = requires(DISTRIBUTION) or []
    return [parse(line) for line in lines]


def parse(line: str) -> Requirement:
    """One line of metadata, e.g. `torch>=2.6; extra == "train"`."""
    match = _REQUIREMENT.match(line)
    if match is None:
        raise ValueError(f"requirement {line!r} of {DISTRIBUTION} has no name; see {PYPROJECT}")
    extra = _EXTRA.search(line)
    return Requirement(
        name=match["name"],
        extra=extra["extra"] if extra else BASE,
        floor=match["floor"] or "",
        installed=installed_version(match["name"]),
        part=match["part"] or "",
    )


def installed_version(name: str) -> str | None:
    """Version of an installed distribution, or None."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def by_extra(requirements: Iterable[Requirement]) -> dict[str, list[Requirement]]:
    """The requirements of each extra, in the order in which they were declared."""
    groups: dict[str, list[Requirement]] = {}
    for requirement in requirements:
        groups.setdefault(requirement.extra, []).append(requirement)
    return groups


def _from_pyproject(path: Path) -> list[str]:
    """The same lines as the metadata has; none where the package lies in no clone."""
    if not path.exists():
        return []
    project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
    lines = list(project["dependencies"])
    for extra, wanted in project["optional-dependencies"].items():
        lines += [f'{line}; extra == "{extra}"' for line in wanted]
    return lines


def _numbers(text: str) -> tuple[int, ...]:
    """Leading numbers of a version: enough to compare a release with a floor."""
    match = re.match(r"\d+(\.\d+)*", text)
    return tuple(int(part) for part in match[0].split(".")) if match else ()
