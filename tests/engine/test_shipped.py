"""Shipped weights: verified once, refused by name, and never called shipped when nothing is."""

import dataclasses
import hashlib
import json
from pathlib import Path

import pytest

from boneage_kp.engine import shipped as module
from boneage_kp.engine.calibration import calibration_beside
from boneage_kp.engine.shipped import (
    FOLDER,
    MANIFEST,
    ShippedFile,
    ShippedWeightsError,
    read_manifest,
    shipped,
)

CONTENT = b"weights of a network"


@pytest.fixture
def folder(tmp_path: Path) -> Path:

    (tmp_path / "net.safetensors").write_bytes(CONTENT)
    row = dataclasses.asdict(
        ShippedFile(
            file="net.safetensors",
            roles=("fine", "light"),
            sha256=hashlib.sha256(CONTENT).hexdigest(),
            bytes=len(CONTENT),
            config="fpn_r50",
            input_size_px=1024,
            generator_version="1.0",
            licence="Apache-2.0",
            created="2026-11-21",
        )
    )
    (tmp_path / MANIFEST).write_text(json.dumps({"schema_version": 1, "files": [row]}))
    return tmp_path


def changed(folder: Path, **changes: object) -> None:
    document = json.loads((folder / MANIFEST).read_text())
    document["files"][0] |= changes
    (folder / MANIFEST).write_text(json.dumps(document))


def test_a_file_is_found_by_any_of_its_roles(folder: Path) -> None:
    assert shipped("fine", folder) == shipped("light", folder) == folder / "net.safetensors"
    with pytest.raises(ShippedWeightsError, match="no weights are shipped for the role 'finder'"):
        shipped("finder", folder)
    with pytest.raises(ShippedWeightsError, match="'heavy'; known: fine, light, finder"):
        shipped("heavy", folder)


def test_the_checksum_is_computed_once_in_a_process(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped("fine", folder)
    monkeypatch.setattr(module.hashlib, "file_digest", None)  # would fail if it were called
    assert shipped("light", folder) == folder / "net.safetensors"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (CONTENT[:-1], r"net.safetensors: is damaged: 19 bytes, the manifest says 20; install"),
        (CONTENT[:-1] + b"K", r"net.safetensors: is damaged or another file: sha256 .*; install"),
        (None, r"net.safetensors: the manifest names it, but it is not there; install"),
    ],
)
def test_damaged_foreign_and_missing_files_are_refused(
    folder: Path, content: bytes | None, told: str
) -> None:
    path = folder / "net.safetensors"
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(ShippedWeightsError, match=told):
        shipped("fine", folder)


def test_an_empty_folder_ships_nothing_and_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ShippedWeightsError, match="no weights are shipped.*--weights FILE"):
        shipped("fine", tmp_path)


@pytest.mark.parametrize(
    "changes", [{"roles": ["heavy"]}, {"file": "../net.safetensors"}, {"sha256": None}]
)
def test_a_manifest_that_is_none_is_refused(folder: Path, changes: dict) -> None:
    if changes == {"sha256": None}:
        (folder / MANIFEST).write_text('{"schema_version": 1, "files": [{"file": "x"}]}')
    else:
        changed(folder, **changes)
    with pytest.raises(ShippedWeightsError, match=r"manifest.json: .*(restore|install)"):
        read_manifest(folder)


def test_what_the_package_ships_is_sound_and_has_its_papers() -> None:
    for entry in read_manifest(FOLDER):
        for role in entry.roles:
            assert shipped(role) == FOLDER / entry.file
            # Light network and finder read without torch, and in that form alone.
            assert Path(entry.file).suffix == (".safetensors" if role == "fine" else ".onnx")
        calibration_beside(FOLDER / entry.file, entry.sha256)  # refuses one of other weights
    for name in ("LICENSE", "MODEL_CARD.md", MANIFEST):
        assert (FOLDER / name).is_file()
