"""Imports point one way. The line is stated here; every file of the package is held to it."""

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = "boneage_kp"
LINE = (
    "demo < schema < standards < film < phantom < torchvision_cure < registry < codec < data"
    " < models < evaluation < report < quality < runtime < engine < export < study < annotate < cli"
)
LAYERS = LINE.split(" < ")
KEPT_APART = {("models", "data"), ("evaluation", "models")}  # may by the line, need not: keep it so
NO_CODE = {"weights"}  # a folder of data


def violations(root: Path) -> list[str]:
    """Every import under `root`/boneage_kp that points right, as `file:line imports …`."""
    found = []
    for path in sorted((root / PACKAGE).rglob("*.py")):
        inside = path.relative_to(root)
        here = inside.parts[1].removesuffix(".py")
        if here in ("__init__", "__main__"):
            continue  # the package's front door shows what lies anywhere behind it
        if here not in LAYERS:
            found.append(f"{inside} lies in no layer; the line is {LINE}")
            continue
        for line, there in imported_layers(path, inside.with_suffix("").parts):
            start = f"{inside}:{line} imports {PACKAGE}.{there}, which"
            if there in LAYERS and LAYERS.index(there) > LAYERS.index(here):
                found.append(f"{start} lies to its right")
            elif (here, there) in KEPT_APART:
                found.append(f"{start} {here} is kept free of")
    return found


def imported_layers(path: Path, module: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """(line, first name below boneage_kp) of every import in a file, wherever it stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = ".".join(module[: -node.level]) if node.level else ""
            base = ".".join(part for part in (start, node.module) if part)
            names = [f"{base}.{alias.name}" for alias in node.names]
        for parts in (name.split(".") for name in names):
            if parts[0] == PACKAGE and len(parts) > 1:
                yield node.lineno, parts[1]


def test_imports_point_left(root: Path) -> None:
    assert violations(root) == []


def test_every_folder_of_the_package_is_in_the_line(root: Path) -> None:
    folders = {p.parent.name for p in (root / PACKAGE).glob("*/__init__.py")}
    assert folders <= set(LAYERS) | NO_CODE


def test_planted_violations_are_caught(tmp_path: Path) -> None:
    plants = {
        "models/x.py": "import boneage_kp.data\ndef f():\n    import boneage_kp.evaluation.age\n",
        "schema/a.py": "from .. import cli\nfrom boneage_kp import standards, HAND\n",
        "codec/b.py": "import boneage_kp.engine.train\nfrom ..schema import HAND\n",
        "phantom/c.py": "from boneage_kp import registry\n",
        "misc/d.py": "",
        "cli/e.py": "from boneage_kp import schema, data\n",
        "models/heads/f.py": "from ...registry import build\nfrom ...report import words\n",
        "__init__.py": "from boneage_kp.engine import read_hand\n",
    }
    for name, text in plants.items():
        path = tmp_path / PACKAGE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert violations(tmp_path) == [
        "boneage_kp/codec/b.py:1 imports boneage_kp.engine, which lies to its right",
        "boneage_kp/misc/d.py lies in no layer; the line is " + LINE,
        "boneage_kp/models/heads/f.py:2 imports boneage_kp.report, which lies to its right",
        "boneage_kp/models/x.py:1 imports boneage_kp.data, which models is kept free of",
        "boneage_kp/models/x.py:3 imports boneage_kp.evaluation, which lies to its right",
        "boneage_kp/phantom/c.py:1 imports boneage_kp.registry, which lies to its right",
        "boneage_kp/schema/a.py:1 imports boneage_kp.cli, which lies to its right",
        "boneage_kp/schema/a.py:2 imports boneage_kp.standards, which lies to its right",
    ]
