"""What may go into the package: which form for which role, of which size, with which values."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor

from boneage_kp.engine.half_check import HalfDifference
from boneage_kp.engine.settings import SIZE_STEPS
from boneage_kp.engine.shipped import ROLES, ShippedFile, ShippedWeightsError

MB = 10**6
STRIDE_PX = SIZE_STEPS["BoneDetector"]
MAX_FINE_BYTES = 50 * MB
MAX_SMALL_BYTES = 6 * MB  # light and finder together
EXPORTED_ROLES = ("light", "finder")
HALF_MAX = float(torch.finfo(torch.float16).max)


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


def check_size(input_size_px: int | None, source: Path) -> None:
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


def refuse_harm(found: HalfDifference, source: Path) -> None:
    if not found.harmless:
        raise ShippedWeightsError(
            f"{source}: in float16 it reads otherwise: over {found.bones} bones of phantoms, "
            f"points move by up to {found.move_share:.2%} of hand length and stage probabilities "
            f"by {found.posterior:.3f}; ship a network whose weights are smaller or smoother"
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


def _mb(count: int) -> str:
    return f"{count / MB:.2f} MB"
