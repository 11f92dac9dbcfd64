"""`ship_small`: a light network or a finder into the package, as the ONNX file that it ships as."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from boneage_kp.engine.shippable import check_roles
from boneage_kp.engine.shipped import ShippedFile, ShippedWeightsError
from boneage_kp.engine.shipping import ship
from boneage_kp.export.onnx import export_onnx
from boneage_kp.export.parity import Parity


def ship_small(
    weights: Path,
    folder: Path,
    roles: Sequence[str],
    config: str,
    generator_version: str | None = None,
    created: str | None = None,
    input_size_px: int | None = None,
    films: int = 3,
) -> tuple[ShippedFile, Parity]:
    """Export with weights stored as float16, compare with torch, then ship; see `shipping.ship`.

    weights:  a .safetensors of training.
    films:    phantoms that torch and the file both read.
    returns:  the manifest's row, and how the file differs from torch in float32.
    """
    with TemporaryDirectory() as scratch:
        target = Path(scratch) / f"{config}.onnx"
        check_roles(roles, target)
        made = export_onnx(weights, target, "float16", films, input_size_px=input_size_px)
        if not made.parity.found:
            raise ShippedWeightsError(
                f"{weights}: finds no bone on {films} upright phantoms, so there is nothing to "
                "compare and nothing to ship; train it further"
            )
        return ship(target, folder, roles, config, generator_version, created), made.parity
