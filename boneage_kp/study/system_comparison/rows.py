"""The rows of a comparison: films drawn, systems trained, opened, measured and timed in turns."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import torch

from boneage_kp import __version__
from boneage_kp.data.films_with_ages import films_with_ages
from boneage_kp.data.sized_dataset import FILM_SIZE, with_size
from boneage_kp.engine.config_file import read_config
from boneage_kp.engine.facts import git_revision
from boneage_kp.engine.shipped import ShippedWeightsError, shipped
from boneage_kp.phantom.parameters import GENERATOR_VERSION
from boneage_kp.study.drawn_phantoms import cores
from boneage_kp.study.system_comparison.budget import Budget
from boneage_kp.study.system_comparison.contestants import (
    Contestant,
    open_detector,
    open_regional,
    open_whole_image,
)
from boneage_kp.study.system_comparison.films import Counts, shared_films
from boneage_kp.study.system_comparison.measure import (
    FilmSet,
    measured,
    median_says,
    seconds_a_film,
)
from boneage_kp.study.system_comparison.pipeline import fitted_ensemble
from boneage_kp.study.system_comparison.systems import NO_POINTS, System, overrides_by_part
from boneage_kp.study.system_comparison.table import Row
from boneage_kp.study.system_comparison.trained import Plan, Trained, refuse_other_runs, trained

_SHIPPED_PX = 512  # films for the shipped detector alone
NO_NETWORK = "the median age"
_MEDIAN_NOTE = "no network: the films' own median age, said of every one of them"
_SHIPPED_NOTE = (
    "comes trained, on far more images than the budget (weights/MODEL_CARD.md); not comparable as "
    "a design"
)


def rows_of(
    args: argparse.Namespace, systems: Sequence[System], budget: Budget
) -> tuple[list[Row], Plan]:
    """Every system's row, after one for no network at all; and what they shared."""
    plan = _plan(args, systems, budget)
    refuse_other_runs(systems, plan)
    sets = {"held_out": _film_set(plan.films.held_out)}
    if args.real is not None:
        sets["yours"] = _film_set(args.real)
    rows = [Row(NO_NETWORK, held_out=median_says(sets["held_out"]), notes=(_MEDIAN_NOTE,))]
    contestants: dict[str, Contestant] = {}
    for system in systems:
        done = trained(system, plan)
        row = Row(system.name, images=done.images, minutes=done.seconds / 60)
        opened = _opened(system, done, plan, args)
        if isinstance(opened, str):
            rows.append(replace(row, notes=(f"cannot read: {opened}",)))
            continue
        contestants[system.name] = opened
        kept = plan.output / "measured" / system.name
        figures = {
            name: measured(opened, films, kept / f"{name}.json", args.bf16)
            for name, films in sets.items()
        }
        row = _described(row, system, opened)
        rows.append(replace(row, held_out=figures["held_out"], yours=figures.get("yours")))
        print(f"{system.name}: measured", flush=True)
    seconds = seconds_a_film(contestants, sets["held_out"], args.rounds)
    return [replace(row, seconds_a_film=seconds.get(row.name)) for row in rows], plan


def conditions(args: argparse.Namespace, plan: Plan) -> str:
    """What the figures hold for."""
    where = "cuda" if torch.cuda.is_available() else f"{cores()} CPU cores"
    sizes = "each at its config's size" if args.size is None else f"all at {args.size} px"
    more = f" Settings on top of the configs: {' '.join(args.set)}." if args.set else ""
    precision = "bf16" if args.bf16 else "fp32"
    return (
        f"About {plan.budget.words} of training a system, {sizes}, one seed ({args.seed}); "
        f"{args.train} phantoms of {plan.film_px} px to train on, measured on "
        f"{args.held_out} others; read in {precision}, whole-image systems with --views "
        f"{args.views}. "
        "MAE and ranks are over the films that got an age, all ages cut to the range of TW3's "
        f"curve. Seconds: median of {args.rounds} rounds in turns, from a decoded film to its age."
        f"{more} Version {__version__}, revision {git_revision()}, generator {GENERATOR_VERSION}, "
        f"torch {torch.__version__}, {where}."
    )


def _plan(args: argparse.Namespace, systems: Sequence[System], budget: Budget) -> Plan:
    overrides = overrides_by_part(systems, args.set)
    largest_px = max(_input_sizes(systems, overrides, args.size), default=_SHIPPED_PX)
    film_px = args.film_px or with_size(FILM_SIZE, largest_px)
    counts = Counts(args.train, args.fit, args.held_out)
    films = shared_films(args.output / "films", film_px, counts)
    return Plan(args.output, films, film_px, budget, overrides, args.seed, args.size)


def _input_sizes(
    systems: Sequence[System], overrides: Mapping[str, Sequence[str]], size_px: int | None
) -> list[int]:
    """Of all networks that are trained; a config that cannot have its size is refused."""
    forced = [] if size_px is None else [f"sizes=[(0, {size_px})]"]
    parts = [part for system in systems for part in system.parts]
    given = [read_config(one.config, [*overrides[one.name], *forced])[0] for one in parts]
    return [settings.last_size_px for settings in given]


def _film_set(path: Path) -> FilmSet:
    records, root = films_with_ages(path)
    return FilmSet(path, tuple(records), root)


def _opened(
    system: System, done: Trained, plan: Plan, args: argparse.Namespace
) -> Contestant | str:
    """What reads, or why nothing does."""
    if done.fault:
        return done.fault
    try:
        if system.kind == "shipped":
            return open_detector(shipped("fine"), args.bf16)
        if system.kind == "regional":
            points = _points(args.points)
            ensemble = fitted_ensemble(plan.films, plan.folder(system), done.weights, points)
            finder_of_points = "the shipped detector" if args.points is None else args.points
            return open_regional(ensemble, finder_of_points, args.bf16)
    except (ShippedWeightsError, ValueError) as error:
        return str(error)
    (weights,) = done.weights.values()
    if system.kind == "detector":
        return open_detector(weights, args.bf16)
    return open_whole_image(weights, args.views, args.bf16)


def _points(given: str | None) -> Path | None:
    """The detector that the regional pipeline reads with."""
    if given == NO_POINTS:
        return None
    return shipped("fine") if given is None else Path(given)


def _described(row: Row, system: System, opened: Contestant) -> Row:
    """With what stands in an opened system; the shipped one was trained by nobody here."""
    notes = opened.aids
    if system.kind == "shipped":
        row = replace(row, images=None, minutes=None)
        notes = (_SHIPPED_NOTE, *notes)
    if len(system.parts) > 1:
        names = ", ".join(part.name for part in system.parts)
        notes = (f"the budget is shared among {names}", *notes)
    return replace(row, size_px=opened.size_px, parameters=opened.parameters, notes=notes)
