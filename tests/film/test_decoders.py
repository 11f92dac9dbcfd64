"""Which decoders are asked for, that they are there, and that none is under the GPL."""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

from boneage_kp.cli.doctor_checks import requirement_findings
from boneage_kp.cli.doctor_requirements import (
    BASE,
    _from_pyproject,
    declared_requirements,
    parse,
)
from tests.film.dicom_films import SYNTAXES

DECODERS = {"pydicom", "python-gdcm", "pyjpegls", "pylibjpeg-openjpeg", "pylibjpeg-rle"}
FORBIDDEN = {"pylibjpeg-libjpeg", "pyqt5", "pyqt6"}
# The GPL and the AGPL, but not the Lesser one, which asks nothing of who merely links.
GPL = re.compile(r"(?<![L\w])A?GPL|(?<!Lesser )(?<!Library )General Public License", re.IGNORECASE)


def asked_for(root: Path) -> dict[str, str]:
    """{distribution: what asks for it} of the package, all its extras, and all that those need."""
    lines = _from_pyproject(root / "pyproject.toml")
    found = {bare(line): "pyproject.toml" for line in lines}
    waiting = list(found)
    while waiting:
        name = waiting.pop()
        for needed in needs(name):
            if needed not in found:
                found[needed] = name
                waiting.append(needed)
    return found


def bare(line: str) -> str:
    return re.split(r"[\s\[;<>=!~(]", line)[0].lower().replace("_", "-")


def needs(name: str) -> Iterator[str]:
    """What an installed distribution needs without extras."""
    try:
        lines = distribution(name).requires or []
    except PackageNotFoundError:
        return
    yield from (bare(line) for line in lines if "extra ==" not in line)


def licence(name: str) -> str:
    """All that a distribution's metadata says of its licence; "" where it is not installed."""
    try:
        told = distribution(name).metadata
    except PackageNotFoundError:
        return ""
    classifiers = [one for one in told.get_all("Classifier") or [] if "License" in one]
    first_line = (told.get("License") or "").strip().splitlines()[:1]
    return "; ".join([*classifiers, *first_line, told.get("License-Expression") or ""])


def test_no_dependency_is_under_the_gpl(root: Path) -> None:
    wanted = asked_for(root)
    assert FORBIDDEN & set(wanted) == set()
    under_gpl = {n: f"{licence(n)}, by {by}" for n, by in wanted.items() if GPL.search(licence(n))}
    assert under_gpl == {}


def test_the_pins_name_no_forbidden_decoder(root: Path) -> None:
    for file in ("constraints.txt", "converters.txt"):
        lines = (root / file).read_text(encoding="utf-8").splitlines()
        assert FORBIDDEN & {bare(line) for line in lines if not line.startswith("#")} == set()


@pytest.mark.parametrize(
    ("words", "is_gpl"),
    [
        ("GPL-3.0-or-later", True),
        ("License :: OSI Approved :: GNU General Public License v3 (GPLv3)", True),
        ("AGPL-3.0", True),
        ("LGPL-2.1", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("MIT", False),
    ],
)
def test_the_gpl_is_told_from_its_lesser_sister(words: str, is_gpl: bool) -> None:
    assert bool(GPL.search(words)) == is_gpl


def test_the_decoders_are_base_requirements_and_installed(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    base = [parse(line) for line in project["dependencies"]]
    assert {one.name for one in base} >= DECODERS
    lacking = [one.name for one in base if one.name in DECODERS and not one.is_met]
    assert lacking == [] and all(one.extra == BASE for one in base)


def test_the_doctor_lists_them() -> None:
    base = {one.name for one in declared_requirements() if one.extra == BASE}
    assert base >= DECODERS
    words = " ".join(finding.words for finding in requirement_findings(declared_requirements()))
    assert not [name for name in DECODERS if name not in words]


def test_every_decoder_is_named_with_its_licence(root: Path) -> None:
    notices = (root / "THIRD_PARTY_NOTICES.md").read_text(encoding="utf-8")
    assert not [name for name in DECODERS | {"pylibjpeg"} if f"| {name} |" not in notices]


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_pydicom_finds_a_permissive_decoder_for_every_syntax(syntax: str) -> None:
    """Pillow, which [train] brings along, does not count."""
    from pydicom.pixels import get_decoder
    from pydicom.uid import UncompressedTransferSyntaxes

    uid = SYNTAXES[syntax]
    if uid in UncompressedTransferSyntaxes or syntax == "deflated":
        return
    assert set(get_decoder(uid).available_plugins) & {"gdcm", "pyjpegls", "pylibjpeg"}
