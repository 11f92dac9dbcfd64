"""Seconds per film from file to result, by step, with memory: all of `infer`, nothing left out.

    boneage-kp benchmark infer
    boneage-kp benchmark infer --config configs/fpn_r50.py --bf16 --vis
    boneage-kp benchmark infer --films 500 --size 512 --json OUT

Reads phantoms, drawn before the clock starts. --config measures an untrained network of that
config, whose points are put where a hand's usually lie, so that scoring and drawing do their whole
work. Decoding runs beside the network; its seconds are its own and do not add up with the others.
"""

import argparse
import json
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from boneage_kp.engine.batch.films import FilmFile
    from boneage_kp.engine.batch.run import Batch
    from boneage_kp.engine.predictor import Predictor

NAME = "infer"
SUMMARY = "seconds per film from file to result, by step, peak memory and its slope"

STEPS = ("decode", "resize", "find", "network", "points", "scoring", "drawing", "writing")
NETWORKS = ("find", "network")
MB = 1e6


@dataclass(frozen=True)
class InferSpeed:
    """One run.

    wall_s:          per film, from the first file to the last line of the results.
    step_s:          per film and step; decode runs in threads beside the others.
    rest_share:      of wall_s, what no network took.
    peak_mb:         most memory of this process; children_mb: of the largest that decodes films.
    slope_kb:        growth of memory per film over the second half of the run; None: too few films.
    """

    films: int
    size_px: int
    vis: bool
    wall_s: float
    step_s: dict[str, float]
    rest_share: float
    peak_mb: float | None
    children_mb: float | None
    slope_kb: float | None


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


def measure(batch: "Batch", films: "list[FilmFile]", size_px: int) -> InferSpeed:
    """Read the films once; the first two warm up and count for memory alone."""
    from boneage_kp.engine.batch.results import BatchResults
    from boneage_kp.study.infer_speed.memory_use import MemoryUse

    batch.folder.make(batch.settings.vis, tidy=True)
    for _ in batch.outcomes(films[:2]):
        pass
    _time_points(batch)
    batch.clock.seconds.clear()
    memory = MemoryUse()
    begun = time.perf_counter()
    with BatchResults(batch.folder.root) as results:
        for outcome in batch.outcomes(films):
            with batch.clock.step("writing"):
                results.add(outcome.row)
            memory.note()
    wall_s = (time.perf_counter() - begun) / len(films)
    step_s = {name: seconds / len(films) for name, seconds in batch.clock.seconds.items()}
    # The points are decoded inside the network's own call.
    step_s["network"] = step_s["network"] - step_s.get("points", 0.0)
    networks_s = sum(step_s.get(name, 0.0) for name in NETWORKS)
    return InferSpeed(
        films=len(films),
        size_px=size_px,
        vis=batch.settings.vis,
        wall_s=wall_s,
        step_s={name: step_s.get(name, 0.0) for name in STEPS},
        rest_share=max(0.0, 1 - networks_s / wall_s),
        peak_mb=memory.peak_mb(),
        children_mb=memory.children_peak_mb(),
        slope_kb=memory.slope_kb(),
    )


def _time_points(batch: "Batch") -> None:
    """Time the decoding of maps, where the network is one that has them."""
    model = getattr(_innermost(batch.predictor.network), "model", None)
    if model is None:
        return
    read = model.read

    def timed(*args: Any) -> Any:
        with batch.clock.step("points"):
            return read(*args)

    model.read = timed


def _innermost(network: Any) -> Any:
    while hasattr(network, "network"):
        network = network.network
    return network


def _predictor(args: argparse.Namespace) -> "Predictor":
    from boneage_kp.engine.batch.predictor import make_predictor
    from boneage_kp.study.infer_speed.untrained_network import untrained_predictor

    if args.config is not None:
        return untrained_predictor(args.config, args.bf16)
    return make_predictor(args.weights, args.finder, bf16=args.bf16)


def to_text(speed: InferSpeed) -> str:
    """The figures as a table for people."""
    kind = "with overlays and pages" if speed.vis else "without pictures"
    lines = [
        f"{speed.films} films of {speed.size_px} px, {kind}",
        f"{'step':<12}{'ms per film':>12}{'of total':>10}",
    ]
    for name, seconds in speed.step_s.items():
        beside = "   beside the network" if name == "decode" else ""
        share = seconds / speed.wall_s
        lines.append(f"{name:<12}{1000 * seconds:>12.1f}{share:>10.1%}{beside}")
    lines.append(f"{'total':<12}{1000 * speed.wall_s:>12.1f}{1:>10.0%}")
    lines.append(f"all but the networks: {speed.rest_share:.1%} of the total")
    if speed.peak_mb is not None:
        lines.append(f"peak memory: {speed.peak_mb:,.0f} MB")
    if speed.children_mb is not None:
        lines.append(f"largest decoding process: {speed.children_mb:,.0f} MB")
    if speed.slope_kb is not None:
        lines.append(f"memory over the second half: {speed.slope_kb:+.1f} kB per film")
    return "\n".join(lines)
