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

import torch
from torch import Tensor

from boneage_kp.engine.calibration import calibration_path
from boneage_kp.engine.exported import ExportedNetwork
from boneage_kp.engine.half_check import HalfDifference
from boneage_kp.engine.network import TorchNetwork, file_digest
from boneage_kp.engine.open_network import weights_facts
from boneage_kp.engine.settings import SIZE_STEPS
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
MB = 10**6
STRIDE_PX = SIZE_STEPS["BoneDetector"]
MAX_FINE_BYTES = 50 * MB
MAX_SMALL_BYTES = 6 * MB  # light and finder together
EXPORTED_ROLES = ("light", "finder")
HALF_MAX = float(torch.finfo(torch.float16).max)
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
    _check_size(input_size_px, source)
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
                _refuse_harm(check(source, trial), source)
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


def _check_size(input_size_px: int | None, source: Path) -> None:
    if input_size_px is None:
        return
    if source.suffix == ".onnx":
        raise ShippedWeightsError(
            f"{source}: its input size is built in; export it anew with --input-size, or ship the "
            ".safetensors that it came from"
        )
    if input_size_px < STRIDE_PX or input_size_px % STRIDE_PX:
        raise ShippedWeightsError(
            f"--input-size {input_size_px}: a multiple of {STRIDE_PX} is wanted, as in training"
        )


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


def check_half(state: Mapping[str, Tensor], where: str) -> None:
    """Refuse values that float16 cannot hold; what is within its range keeps 11 bits."""
    for name, value in state.items():
        if not torch.is_floating_point(value):
            continue
        largest = float(value.abs().max()) if value.numel() else 0.0
        if not largest <= HALF_MAX:
            raise ShippedWeightsError(
                f"{where}: tensor {name!r} holds {largest:g}; float16 ends at {HALF_MAX:g}. "
                "Training went astray there: look at its losses and train anew"
            )


def check_sizes(entries: Iterable[ShippedFile]) -> None:
    """The package stays small: every megabyte is downloaded by everybody and kept for ever."""
    entries = list(entries)
    for entry in entries:
        if "fine" in entry.roles and entry.bytes > MAX_FINE_BYTES:
            raise ShippedWeightsError(
                f"{entry.file}: {_mb(entry.bytes)}, and the fine network may have "
                f"{_mb(MAX_FINE_BYTES)}; ship a smaller one"
            )
    small = [entry for entry in entries if set(EXPORTED_ROLES) & set(entry.roles)]
    total = sum(entry.bytes for entry in small)
    if total > MAX_SMALL_BYTES:
        raise ShippedWeightsError(
            f"{' and '.join(entry.file for entry in small)}: {_mb(total)}, and the light network "
            f"and the finder may have {_mb(MAX_SMALL_BYTES)} together; let one serve as both"
        )


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


def _refuse_harm(found: HalfDifference, source: Path) -> None:
    if not found.harmless:
        raise ShippedWeightsError(
            f"{source}: in float16 it reads otherwise: over {found.bones} bones of phantoms, "
            f"points move by up to {found.move_share:.2%} of hand length and stage probabilities "
            f"by {found.posterior:.3f}; ship a network whose weights are smaller or smoother"
        )


def check_roles(roles: Sequence[str], source: Path) -> None:
    """Refuse roles that there are not, and a form that a role does not ship in."""
    strange = [role for role in roles if role not in ROLES]
    if strange or not roles:
        raise ShippedWeightsError(f"roles {list(roles)}; wanted one or more of {', '.join(ROLES)}")
    if source.suffix == ".onnx" and "fine" in roles:
        raise ShippedWeightsError(
            f"{source}: the fine network ships as .safetensors, which can be exported, calibrated "
            "and trained further; give that"
        )
    if source.suffix != ".onnx" and set(roles) & set(EXPORTED_ROLES):
        raise ShippedWeightsError(
            f"{source}: light network and finder ship as .onnx, which reads without torch, and "
            "apart from the fine one; boneage-kp ship-weights exports what has these roles alone"
        )


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


def _mb(count: int) -> str:
    return f"{count / MB:.2f} MB"
