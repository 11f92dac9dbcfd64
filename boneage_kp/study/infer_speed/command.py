"""Seconds per film from file to result, by step, with memory: all of `infer`, nothing left out.

    boneage-kp benchmark infer
    boneage-kp benchmark infer --config configs/fpn_r50.py --bf16 --vis
    boneage-kp benchmark infer --films 1000 --size 512 --json OUT

Reads phantoms, drawn before the clock starts: seconds a film by step and the share that is no
network's; peak memory and how it grows a film; and the cost a film of a folder of 10, 30, 100 …
films, up to --films. --config measures an untrained network of that config, whose points are put
where a hand's usually lie, so that scoring and drawing do their whole work. Decoding runs beside
the network; its seconds are its own and do not add up with the others.
"""

import argparse
import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from boneage_kp.engine.batch.films import FilmFile
    from boneage_kp.engine.predictor import Predictor

NAME = "infer"
SUMMARY = "seconds per film from file to result, by step; memory; cost as a folder grows"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--weights", type=Path, metavar="FILE", help="(the shipped ones)")
    which.add_argument("--config", type=Path, metavar="FILE", help="an untrained network of it")
    parser.add_argument("--finder", metavar="FILE", help="weights of the coarse pass, or none")
    parser.add_argument("--films", type=int, default=24, metavar="N", help="(24)")
    parser.add_argument("--size", type=int, default=1024, metavar="PX", help="of films (1024)")
    parser.add_argument("--different", type=int, default=8, metavar="N", help="films drawn (8)")
    parser.add_argument("--batch", type=int, default=1, metavar="N", help="films a pass (1)")
    parser.add_argument("--bf16", action="store_true")
    parser.add_argument("--vis", action="store_true", help="draw overlays and pages as well")
    parser.add_argument("--json", type=Path, metavar="OUT", help="also write the figures here")


def run(args: argparse.Namespace) -> int:
    from boneage_kp.engine.batch.folder import BatchFolder
    from boneage_kp.engine.batch.run import Batch
    from boneage_kp.engine.batch.settings import BatchSettings
    from boneage_kp.study.infer_speed.measure import measure
    from boneage_kp.study.infer_speed.speed import to_text

    if args.films < 2 or not 1 <= args.different <= args.films:
        raise ValueError(
            f"--films {args.films}, --different {args.different}: need 2 films or more"
        )
    predictor = _predictor(args)
    with tempfile.TemporaryDirectory() as folder:
        films = draw_films(Path(folder) / "films", args.different, args.films, args.size)
        settings = BatchSettings(batch=args.batch, vis=args.vis)
        batch = Batch(predictor, BatchFolder(Path(folder) / "out"), settings)
        speed = measure(batch, films, args.size)
    print(to_text(speed))
    if args.json:
        args.json.write_text(json.dumps(asdict(speed), indent=1) + "\n", encoding="utf-8")
    return 0


def draw_films(folder: Path, different: int, count: int, size_px: int) -> "list[FilmFile]":
    """`count` film files, of which the first `different` are drawn and the others copies."""
    import cv2

    from boneage_kp.engine.batch.films import FilmFile
    from boneage_kp.phantom.generate import generate
    from boneage_kp.phantom.parameters import PhantomParameters

    folder.mkdir(parents=True)
    parameters = PhantomParameters.from_mapping({"size_px": size_px})
    films: list[FilmFile] = []
    for index in range(count):
        path = folder / f"{index:05d}.png"
        if index < different:
            phantom = generate(parameters, 0, index)
            cv2.imwrite(str(path), phantom.image)
            record = phantom.record
        else:
            path.hardlink_to(films[index % different].path)
            record = None
        like = films[index % different] if record is None else record
        films.append(FilmFile(path, str(path), like.sex, 10.0))
    return films


def _predictor(args: argparse.Namespace) -> "Predictor":
    from boneage_kp.engine.batch.predictor import make_predictor
    from boneage_kp.study.infer_speed.untrained_network import untrained_predictor

    if args.config is not None:
        return untrained_predictor(args.config, args.bf16)
    return make_predictor(args.weights, args.finder, bf16=args.bf16)
