"""Weights to an ONNX file that returns named points, stages and evidence, and needs no torch.

    boneage-kp export hand.safetensors -o hand.onnx
    boneage-kp export light.safetensors -o light.onnx --half      half the size
    boneage-kp export hand.safetensors -o hand_int8.onnx --int8   faster, a little less exact

The file is read beside torch, on phantoms, before it is kept: in float, points may differ by 0.2 px
and probabilities by 0.001. With --int8 the differences are printed and you judge. docs/export.md
says what is in the file.
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

NAME = "export"
SUMMARY = "Weights to ONNX with points and stages, checked against torch; int8 with --int8"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("weights", type=Path, metavar="WEIGHTS", help="a .safetensors of training")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="(WEIGHTS.onnx)")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--half", action="store_true", help="store weights as float16")
    kind.add_argument("--int8", action="store_true", help="quantise, by ranges on phantoms")
    parser.add_argument("--films", type=int, default=3, metavar="N", help="to compare on (3)")
    parser.add_argument(
        "--calibrate-on", type=int, default=64, metavar="N", help="phantoms for --int8 (64)"
    )
    parser.add_argument(
        "--input-size", type=int, metavar="PX", help="to be read at (as the weights say)"
    )
    parser.add_argument("--json", type=Path, metavar="OUT", help="also write the comparison here")


def run(args: argparse.Namespace) -> int:
    from boneage_kp.export.onnx import export_onnx

    if min(args.films, args.calibrate_on) < 1:
        raise ValueError("--films and --calibrate-on: whole numbers from 1 are wanted")
    precision = "int8" if args.int8 else "float16" if args.half else "float32"
    ending = "_int8.onnx" if args.int8 else ".onnx"
    target = args.output or args.weights.with_name(args.weights.stem + ending)
    made = export_onnx(
        args.weights, target, precision, args.films, args.calibrate_on, args.input_size
    )
    print(f"{made.path}: {made.bytes / 2**20:.2f} MiB, weights in {made.precision}")
    print(f"against torch in float32, {made.parity}")
    if args.json:
        figures = {"precision": made.precision, "bytes": made.bytes, **asdict(made.parity)}
        args.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0
