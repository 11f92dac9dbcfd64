"""Put finished weights into the package: float16, checksum, size limits, a row in the manifest.

    boneage-kp ship-weights work_dirs/fpn_r50/weights.safetensors --role fine --config fpn_r50
    boneage-kp ship-weights W.safetensors --role finder --config finder     exported, then shipped
    boneage-kp ship-weights W.safetensors --role light --config fpn_mnv4    likewise
    boneage-kp ship-weights light.onnx --role light --config fpn_mnv4       as `export` made it

The fine network ships as .safetensors; light network and finder ship as .onnx alone, so that films
are read without torch: a .safetensors is exported with float16 weights and compared with torch on
phantoms. Refused: values that float16 cannot hold, files over the limits (fine 50 MB; light and
finder 6 MB together), and a shipped form that reads phantoms otherwise than the float32 weights.
Calibrate the shipped file afterwards (boneage-kp calibrate): a calibration belongs to one checksum.
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
        help="fine, light or finder; may be repeated: the light network may find, too",
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
        help="to be read at, in place of what the file says",
    )
    parser.add_argument(
        "--folder", type=Path, metavar="DIR", help="in place of the package's own weights folder"
    )


def run(args: argparse.Namespace) -> int:
    from boneage_kp.engine.half_check import compare_weights
    from boneage_kp.engine.shippable import EXPORTED_ROLES
    from boneage_kp.engine.shipped import FOLDER
    from boneage_kp.engine.shipping import ship

    if Path(args.config).name != args.config or args.config.endswith(".py"):
        raise ValueError(f"--config {args.config}: the bare name is wanted, such as fpn_r50")
    folder = args.folder or FOLDER
    given = (args.weights, folder, args.role, args.config, args.generator_version)
    if args.weights.suffix != ".onnx" and set(args.role) <= set(EXPORTED_ROLES):
        from boneage_kp.export.ship_small import ship_small

        entry, parity = ship_small(*given, input_size_px=args.input_size)
        print(f"exported; against torch in float32, {parity}")
    else:
        entry = ship(*given, check=compare_weights, input_size_px=args.input_size)
    path = folder / entry.file
    print(
        f"{path}: {' and '.join(entry.roles)}, {entry.bytes / 1e6:.2f} MB, "
        f"sha256 {entry.sha256[:12]}…, {entry.input_size_px} px, generator "
        f"{entry.generator_version}"
    )
    if entry.roles == ("finder",):
        print(f"Calibrate anew what reads behind it: boneage-kp calibrate … --finder {path}")
    else:
        print(f"Now calibrate it: boneage-kp calibrate --weights {path}")
    return 0
