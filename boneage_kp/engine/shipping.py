"""Put finished weights into the package: float16, facts kept, sizes kept, a row in the manifest.

The fine network ships as safetensors, to be exported, calibrated and trained further. The light one
and the finder ship as ONNX alone, so that films are read without torch: `export.ship_small`.
"""

import dataclasses
import datetime
import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from boneage_kp.engine.calibration import calibration_path
from boneage_kp.engine.exported import ExportedNetwork
from boneage_kp.engine.half_check import HalfDifference
from boneage_kp.engine.network import TorchNetwork, file_digest
from boneage_kp.engine.open_network import weights_facts
from boneage_kp.engine.shippable import (
    check_half,
    check_roles,
    check_size,
    check_sizes,
    refuse_harm,
)
from boneage_kp.engine.shipped import (
    MANIFEST,
    ROLES,
    SCHEMA_VERSION,
    ShippedFile,
    ShippedWeightsError,
    read_manifest,
)
from boneage_kp.engine.weights_file import read_weights, save_weights
from boneage_kp.film.whole_file import whole_text_file

LICENCE = "Apache-2.0"
_AUX = "aux."  # heads that only training uses
_GENERATOR_IN_DATA = "phantoms "  # how `PhantomDataset.digest` begins, before the version


def ship(
    source: Path,
    folder: Path,
    roles: Sequence[str],
    config: str,
    generator_version: str | None = None,
    created: str | None = None,
    check: Callable[[Path, Path], HalfDifference] | None = None,
    input_size_px: int | None = None,
) -> ShippedFile:
    """Copy a weights file into `folder` as `<config>.safetensors` and enter it in the manifest.

    An exported network (.onnx) is copied as it is, for the roles light and finder alone.

    roles:              which it plays; a file that loses all of its roles to it is removed, and
                        so is the calibration of a file that is replaced.
    generator_version:  None takes what the file's data digest says.
    created:            ISO date, None for today.
    check:              compares the file given and the one to be shipped; None leaves that out.
    input_size_px:      to be read at; None takes what the file says. An exported network has its
                        size built in.
    """
    check_roles(roles, source)
    check_size(input_size_px, source)
    facts = weights_facts(source)
    name = config + source.suffix
    generator = generator_version or generator_of(facts, source)
    folder.mkdir(parents=True, exist_ok=True)
    kept = without_roles(read_manifest(folder), roles, name)
    # Under a name of its own until it is known to be sound: a refusal leaves everything as it was.
    trial = folder / f".{name}.{os.getpid()}"
    try:
        if source.suffix == ".onnx":
            shutil.copyfile(source, trial)
            ExportedNetwork.from_file(trial, calibrated=False)
        else:
            _save_half(source, trial, input_size_px)
            if check is not None:
                refuse_harm(check(source, trial), source)
        entry = ShippedFile(
            file=name,
            roles=tuple(role for role in ROLES if role in roles),
            sha256=file_digest(trial),
            bytes=trial.stat().st_size,
            config=config,
            input_size_px=input_size_px or int(facts["input_size_px"]),
            generator_version=generator,
            licence=LICENCE,
            created=created or datetime.date.today().isoformat(),
        )
        entries = (*kept, entry)
        check_sizes(entries)
        trial.replace(folder / name)
    finally:
        trial.unlink(missing_ok=True)
    before = {one.file for one in read_manifest(folder)}
    write_manifest(folder, entries)
    for gone in before - {one.file for one in entries}:
        (folder / gone).unlink(missing_ok=True)
    for stale in before - {one.file for one in kept}:  # a calibration belongs to one checksum
        calibration_path(folder / stale).unlink(missing_ok=True)
    return entry


def _save_half(source: Path, trial: Path, input_size_px: int | None) -> None:
    """The weights in float16 without what only training uses; they must build their network."""
    state, facts = read_weights(source)
    state = {name: value for name, value in state.items() if not name.startswith(_AUX)}
    check_half(state, str(source))
    told = _facts_to_ship(facts, source)
    if input_size_px is not None:
        told["input_size_px"] = str(input_size_px)
    save_weights(trial, state, told, half=True)
    TorchNetwork.from_weights(trial)


def without_roles(
    entries: Iterable[ShippedFile], roles: Sequence[str], name: str
) -> tuple[ShippedFile, ...]:
    """Entries once `roles` are somebody else's; `name` and files with no role left fall out."""
    left = (
        dataclasses.replace(one, roles=tuple(role for role in one.roles if role not in roles))
        for one in entries
        if one.file != name
    )
    return tuple(one for one in left if one.roles)


def write_manifest(folder: Path, entries: Sequence[ShippedFile]) -> None:
    """Rows in the order of their roles, so that differences can be read."""
    rows = sorted(map(dataclasses.asdict, entries), key=lambda row: ROLES.index(row["roles"][0]))
    with whole_text_file(folder / MANIFEST) as file:
        file.write(json.dumps({"schema_version": SCHEMA_VERSION, "files": rows}, indent=1) + "\n")


def generator_of(facts: Mapping[str, str], source: Path) -> str:
    """The generator's version that live phantoms leave in the facts; a file of films does not."""
    told = facts.get("data_digest", "")
    if not told.startswith(_GENERATOR_IN_DATA):
        raise ShippedWeightsError(
            f"{source}: does not say by which generator its hands were drawn (data_digest "
            f"{told[:40]!r}); give --generator-version"
        )
    return told.removeprefix(_GENERATOR_IN_DATA).split()[0]


def _facts_to_ship(facts: Mapping[str, str], source: Path) -> dict[str, str]:
    """Facts as they are, but for folders of the machine that trained."""
    kept = {name: text for name, text in facts.items() if name != "format"}
    config = json.dumps(_without_folders(json.loads(facts["config_json"])), sort_keys=True)
    return kept | {"config_json": config, "source_sha256": file_digest(source)}


def _without_folders(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_folders(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_folders(one) for one in value]
    return Path(value).name if isinstance(value, str) and Path(value).is_absolute() else value
