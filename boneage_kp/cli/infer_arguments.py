"""What `infer` can be told, and what does not go together."""

import argparse
from pathlib import Path

from boneage_kp.cli.holistic_reader import add_holistic
from boneage_kp.cli.infer_dicom_out import add_dicom_out, check_dicom_out
from boneage_kp.cli.weights_given import add_weights
from boneage_kp.runtime.backends import BACKENDS

DEFAULT_STANDARD = "tw3_rus"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of reading films, in groups."""
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="film, folder, glob, COCO file, or CSV manifest"
    )
    parser.add_argument("--sex", help="F or M, of films whose sex no file gives")
    parser.add_argument("--age", type=float, metavar="YEARS", help="likewise, chronological age")
    parser.add_argument("--standard", metavar="ID", help=f"({DEFAULT_STANDARD})")
    parser.add_argument("--vis", action="store_true", help="overlays, pages and an index")
    parser.add_argument("-o", "--output", type=Path, default=Path("out"), metavar="DIR")
    add_dicom_out(parser)
    network = parser.add_argument_group("network")
    add_weights(network, "instead of the shipped ones")
    network.add_argument(
        "--finder", metavar="FILE", help="weights of the coarse pass; 'none': films as they are"
    )
    network.add_argument(
        "--backend", choices=BACKENDS, help="what computes (by the file: .onnx or .safetensors)"
    )
    network.add_argument("--batch", type=int, default=1, metavar="N", help="films a pass (1)")
    network.add_argument("--bf16", action="store_true", help="faster on CPUs and GPUs that have it")
    network.add_argument(
        "--average",
        nargs="+",
        default=[],
        metavar="KIND",
        help="ask for several views of each film and average: flips, scales, or both",
    )
    many = parser.add_argument_group("many films")
    many.add_argument("--resume", action="store_true", help="go on where an earlier run stopped")
    many.add_argument("--shard", metavar="I/N", help="only part I of N; results carry its number")
    many.add_argument("--engine", choices=["here", "ray"], default="here", help="(here)")
    many.add_argument("--workers", type=int, default=2, metavar="N", help="for --engine ray (2)")
    person = parser.add_argument_group("a person's stages")
    person.add_argument(
        "--set", action="append", default=[], metavar="BONE=STAGE", help="of one film; repeatable"
    )
    person.add_argument(
        "--from", dest="from_reading", type=Path, metavar="FILE", help="a reading to score anew"
    )
    whole = add_holistic(parser)
    whole.add_argument("--cam", action="store_true", help="pages with where the age comes from")


def check_arguments(args: argparse.Namespace) -> None:
    """Refuse, before anything is read, what does not go together."""
    check_dicom_out(args)
    check_age(args)
    for name in ("batch", "workers"):
        if getattr(args, name) < 1:
            raise ValueError(f"--{name} {getattr(args, name)}: at least 1 is wanted")
    if args.from_reading is None and not args.paths:
        raise ValueError("no films were given; name files, folders, a manifest, or --from FILE")
    if args.from_reading is not None and args.paths:
        raise ValueError(
            f"--from {args.from_reading} and {args.paths[0]}: --from scores one reading anew and "
            "reads no films; give one of them"
        )
    if args.set and args.resume:
        raise ValueError(
            "--set with --resume: to change stages of a film that was read, give its reading: "
            "--from OUT/readings/NAME.json --set BONE=STAGE"
        )
    if args.set and args.engine == "ray":
        raise ValueError("--set with --engine ray: a change is for one film; leave --engine out")


def check_age(args: argparse.Namespace) -> None:
    """Refuse an age that nobody has."""
    if args.age is not None and not 0 <= args.age <= 120:
        raise ValueError(f"--age {args.age:g}: years from 0 to 120 are wanted")
