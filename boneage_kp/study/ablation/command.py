"""Which terms of the network earn their place: every leaf of configs/ablation with several seeds.

    boneage-kp benchmark ablation --output out/ablation --phantoms out/ablation_phantoms
    boneage-kp benchmark ablation --output out/ablation --only no_region --set epochs=8
    boneage-kp benchmark ablation --output out/ablation --doc docs/ablation.md

Each run trains into OUTPUT/<leaf>/<seed>/; one that is finished is not run again. The table goes to
the screen and to OUTPUT/ablation.md and .json. docs/ablation.md says how to read it.
"""

import argparse
import ast
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boneage_kp.film.whole_file import whole_text_file
from boneage_kp.study.ablation.table import (
    BASE,
    Row,
    put_between_markers,
    row_of,
    to_json,
    to_markdown,
)
from boneage_kp.study.sweep.arguments import check_seeds

if TYPE_CHECKING:
    from boneage_kp.engine.settings import TrainSettings
    from boneage_kp.study.sweep.runs import Figures, Run

NAME = "ablation"
SUMMARY = "what each part of the network is worth: trains every leaf of configs/ablation"

CONFIGS = Path("configs/ablation")
HELD_OUT_SEED = 2_000_000  # no config trains or watches with it


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--output", type=Path, required=True, metavar="DIR", help="runs and table")
    parser.add_argument("--configs", type=Path, default=CONFIGS, metavar="DIR", help=f"({CONFIGS})")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these leaves, and base")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2], help="(0 1 2)")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="for all; as of train"
    )
    parser.add_argument(
        "--phantoms", type=Path, metavar="DIR", help="train on this folder; made if not there"
    )
    parser.add_argument("--phantom-count", type=int, metavar="N", help="(the config's)")
    parser.add_argument("--phantom-seed", type=int, default=0, metavar="N", help="(0)")
    parser.add_argument(
        "--phantom-size",
        type=int,
        metavar="PX",
        help="input size they are for (the config's)",
    )
    parser.add_argument("--held-out", type=int, default=128, metavar="N", help="measured on (128)")
    parser.add_argument("--min-confidence", type=float, default=0.0, help="less is missed (0)")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="runs at once (1)")
    parser.add_argument("--doc", type=Path, metavar="FILE", help="put the table into this page")


def run(args: argparse.Namespace) -> int:
    from boneage_kp.study.ablation.measure import train_and_measure
    from boneage_kp.study.sweep.runs import run_all

    _check(args)
    page = args.doc.read_text(encoding="utf-8") if args.doc else None
    if page is not None:
        put_between_markers(page, "", str(args.doc))  # refused now, not after hours
    runs, settings = planned_runs(args)
    figures: dict[tuple[str, int], Figures] = {}
    for one, found, was_there in run_all(runs, train_and_measure, args.jobs):
        figures[one.leaf, one.seed] = found
        there = "was there" if was_there else f"{found['train_seconds']:.0f} s of training"
        print(f"{len(figures)} of {len(runs)}: {one.leaf}, seed {one.seed}: {there}", flush=True)
    rows = [
        row_of(leaf, question(args.configs / f"{leaf}.py"), [figures[leaf, s] for s in args.seeds])
        for leaf in dict.fromkeys(one.leaf for one in runs)
    ]
    facts = conditions(args, settings)
    table = f"{facts}\n\n{to_markdown(rows)}"
    print(f"\n{table}")
    _write(args, rows, table, facts, runs, figures)
    if page is not None:
        with whole_text_file(args.doc) as file:
            file.write(put_between_markers(page, table, str(args.doc)))
    return 0


def planned_runs(args: argparse.Namespace) -> "tuple[list[Run], TrainSettings]":
    """Every run that the table needs, its phantoms drawn; and the settings of the base row."""
    from boneage_kp.engine.config_file import read_config
    from boneage_kp.study.drawn_phantoms import cores, phantom_file, told
    from boneage_kp.study.sweep.runs import Run

    leaves = chosen_leaves(args.configs, args.only)
    overrides = list(args.set)
    base, _ = read_config(args.configs / f"{BASE}.py", overrides)
    size_px = args.phantom_size or base.last_size_px
    if args.phantoms is not None:
        count = args.phantom_count or base.train_data.get("length", 0)
        drawing = (base.train_data, size_px, count, args.phantom_seed, cores())
        index = phantom_file(args.phantoms, *drawing, on_progress=told("phantoms"))
        overrides.append(f"train_file={str(index)!r}")
    if args.jobs > 1 and base.threads is None:
        overrides.append(f"threads={max(1, cores() // args.jobs)}")
    drawing = (base.val_data, size_px, args.held_out, HELD_OUT_SEED, cores())
    held_out = phantom_file(args.output / "held_out", *drawing, on_progress=told("held-out"))
    runs = [
        Run(
            leaf=leaf,
            config=args.configs / f"{leaf}.py",
            seed=seed,
            folder=args.output / leaf / str(seed),
            overrides=tuple(overrides),
            held_out=held_out,
            min_confidence=args.min_confidence,
        )
        for leaf in leaves
        for seed in args.seeds
    ]
    return runs, replace(base, train_file=runs[0].read_config()[0].train_file)


def chosen_leaves(folder: Path, only: Sequence[str] | None) -> list[str]:
    """Names of the leaves to run, base first: all others are compared with it."""
    known = sorted(path.stem for path in folder.glob("*.py"))
    if BASE not in known:
        raise ValueError(f"{folder}: holds no {BASE}.py, which every row is compared with")
    for name in only or ():
        if name not in known:
            raise ValueError(f"--only {name!r} is no leaf of {folder}; known: {' '.join(known)}")
    return [BASE, *(name for name in known if name != BASE and (not only or name in only))]


def question(config: Path) -> str:
    """What a leaf asks: the first line of its docstring."""
    text = ast.get_docstring(ast.parse(config.read_text(encoding="utf-8"))) or "–"
    return text.splitlines()[0]


def conditions(args: argparse.Namespace, settings: "TrainSettings") -> str:
    """What the figures hold for, in a sentence or two."""
    import torch

    from boneage_kp import __version__
    from boneage_kp.engine.facts import git_revision
    from boneage_kp.phantom.parameters import GENERATOR_VERSION
    from boneage_kp.study.drawn_phantoms import cores, films_in

    if settings.train_file is None:
        films = f"{settings.train_data.get('length')} new phantoms"
    else:
        films = f"the same {films_in(Path(settings.train_file))} phantoms"
    where = "cuda" if torch.cuda.is_available() else f"{cores()} CPU cores"
    epochs = "1 epoch" if settings.epochs == 1 else f"{settings.epochs} epochs"
    sizes = ", then ".join(str(size) for _, size in settings.sizes)
    return (
        f"{epochs} of {films}, {sizes} px, batches of {settings.batch_size}, "
        f"{settings.model['backbone'].get('model_name')}, {settings.precision}; seeds "
        f"{' '.join(map(str, args.seeds))}; measured on {args.held_out} other phantoms, "
        f"a peak below {args.min_confidence:g} counting as missed. Version {__version__}, revision "
        f"{git_revision()}, generator {GENERATOR_VERSION}, torch {torch.__version__}, {where}, "
        f"{args.jobs} run{'s' if args.jobs > 1 else ''} at a time."
    )


def _write(
    args: argparse.Namespace,
    rows: Sequence[Row],
    table: str,
    facts: str,
    runs: "Sequence[Run]",
    figures: "dict[tuple[str, int], Figures]",
) -> None:
    document: dict[str, Any] = {
        "conditions": facts,
        "rows": to_json(rows),
        "runs": [
            {"leaf": one.leaf, "seed": one.seed, **figures[one.leaf, one.seed]} for one in runs
        ],
    }
    with whole_text_file(args.output / "ablation.json") as file:
        json.dump(document, file, indent=1, allow_nan=False)
    with whole_text_file(args.output / "ablation.md") as file:
        file.write(table)


def _check(args: argparse.Namespace) -> None:
    if args.jobs < 1 or args.held_out < 1:
        raise ValueError(f"--jobs {args.jobs}, --held-out {args.held_out}: need 1 or more of each")
    check_seeds(args.seeds)
