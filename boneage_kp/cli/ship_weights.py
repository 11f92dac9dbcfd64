"""Put finished weights into the package: float16, checksum, size limits, a row in the manifest.

    boneage-kp ship-weights work_dirs/fpn_r50/weights.safetensors --role fine --config fpn_r50
    boneage-kp ship-weights W.safetensors --role light --role finder --config fpn_mnv4
    boneage-kp ship-weights light.onnx --role light --config fpn_mnv4      as `export` made it

Refused: values that float16 cannot hold, files over the limits (fine 48 MiB; light and finder 6 MiB
together), and float16 weights that read phantoms otherwise than the float32 ones. Calibrate the
shipped file afterwards (boneage-kp calibrate): a calibration belongs to one file's checksum.
"""

import argparse
from pathlib import Path

NAME = "ship-weights"
SUMMARY = "Put finished weights into the package: float16, checksum, manifest, size limits"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "weights", type=Path, metavar="WEIGHTS", help="a .safetensors, or an exported .onnx"
    )
    parser.add_argument(
        "--role",
        action="append",
        required=True,
        metavar="ROLE",
        help="fine, light or finder; may be repeated, one network may play several",
    )
    parser.add_argument(
        "--config", required=True, metavar="NAME", help="it was trained with: fpn_r50"
    )
    parser.add_argument(
        "--generator-version", metavar="V", help="of its phantoms, where the file does not say"
    )
    parser.add_argument(
        "--input-size",
        type=int,
        metavar="PX",
        help="that training was stopped at, where the config goes on to larger ones",
    )
    parser.add_argument(
        "--folder", type=Path, metavar="DIR", help="in place of the package's own weights folder"
    )


def run(args: argparse.Namespace) -> int:
    from boneage_kp.engine.half_check import compare_weights
    from boneage_kp.engine.shipped import FOLDER
    from boneage_kp.engine.shipping import ship

    if Path(args.config).name != args.config or args.config.endswith(".py"):
        raise ValueError(f"--config {args.config}: the bare name is wanted, such as fpn_r50")
    folder = args.folder or FOLDER
    entry = ship(
        args.weights,
        folder,
        args.role,
        args.config,
        args.generator_version,
        check=compare_weights,
        input_size_px=args.input_size,
    )
    print(
        f"{folder / entry.file}: {' and '.join(entry.roles)}, {entry.bytes / 2**20:.1f} MiB, "
        f"sha256 {entry.sha256[:12]}…, {entry.input_size_px} px, generator "
        f"{entry.generator_version}\n"
        f"Now calibrate it: boneage-kp calibrate --weights {folder / entry.file}"
    )
    return 0
