"""Weights that lie in the package: which file plays which role, found lazily and verified once.

`weights/manifest.json` names every file with its checksum; `shipping` writes it. No torch here.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "weights"
MANIFEST = "manifest.json"
SCHEMA_VERSION = 1
ROLES = ("fine", "light", "finder")
_RESTORE = "install the package again, or restore the file from the repository"
_INSTEAD = "Train one (boneage-kp train configs/…) or give a file of yours with --weights FILE"


class ShippedWeightsError(ValueError):
    """Shipped weights that are not there, or not what the manifest says; with the cure."""


@dataclass(frozen=True)
class ShippedFile:
    """One row of the manifest.

    file:               name in the package's `weights` folder.
    roles:              of `ROLES`; one network may be the light one and find, too.
    sha256, bytes:      of the file.
    config:             the config it was trained with, "fpn_r50".
    input_size_px:      the size it was finished at.
    generator_version:  of the phantoms that it was trained on.
    licence:            SPDX name.
    created:            date, ISO.
    """

    file: str
    roles: tuple[str, ...]
    sha256: str
    bytes: int
    config: str
    input_size_px: int
    generator_version: str
    licence: str
    created: str


def shipped(role: str, folder: Path | None = None) -> Path:
    """The file that plays a role, verified against the manifest the first time it is asked for.

    folder:  another folder with a manifest, in place of the package's own.
    """
    if role not in ROLES:
        raise ShippedWeightsError(f"no weights play the role {role!r}; known: {', '.join(ROLES)}")
    folder = folder or FOLDER
    for entry in read_manifest(folder):
        if role in entry.roles:
            return _verified(folder / entry.file, entry)
    raise ShippedWeightsError(f"no weights are shipped for the role {role!r}. {_INSTEAD}")


def read_manifest(folder: Path) -> tuple[ShippedFile, ...]:
    """Rows of a folder's manifest; none where there is no manifest."""
    path = folder / MANIFEST
    if not path.is_file():
        return ()
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        version, rows = document["schema_version"], document["files"]
        entries = tuple(_entry(row) for row in rows)
    except (ValueError, KeyError, TypeError) as error:
        raise ShippedWeightsError(
            f"{path}: is no manifest of weights ({error!r}); {_RESTORE}"
        ) from None
    if version != SCHEMA_VERSION:
        raise ShippedWeightsError(
            f"{path}: has schema_version {version!r}, wanted {SCHEMA_VERSION}; {_RESTORE}"
        )
    for entry in entries:
        if Path(entry.file).name != entry.file:
            raise ShippedWeightsError(
                f"{path}: names {entry.file!r}; a plain file name is wanted; {_RESTORE}"
            )
    return entries


def _entry(row: Mapping[str, Any]) -> ShippedFile:
    values = {one.name: row[one.name] for one in fields(ShippedFile)}
    unknown = [role for role in values["roles"] if role not in ROLES]
    if unknown:
        raise ValueError(f"role {unknown[0]!r} is unknown")
    return ShippedFile(**values | {"roles": tuple(values["roles"])})


@cache
def _verified(path: Path, entry: ShippedFile) -> Path:
    """Cached, so that a process reads a file for its checksum once."""
    if not path.is_file():
        raise ShippedWeightsError(f"{path}: the manifest names it, but it is not there; {_RESTORE}")
    size = path.stat().st_size
    if size != entry.bytes:
        raise ShippedWeightsError(
            f"{path}: is damaged: {size} bytes, the manifest says {entry.bytes}; {_RESTORE}"
        )
    with open(path, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != entry.sha256:
        raise ShippedWeightsError(
            f"{path}: is damaged or another file: sha256 {digest[:12]}…, the manifest says "
            f"{entry.sha256[:12]}…; {_RESTORE}"
        )
    return path
