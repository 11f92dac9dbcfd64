"""Growth plates of drawn hands, measured from masks: bones by stages, against the declared ranges.

Epiphysis width and (from D on) gap are over the width of the metaphysis. Hands are drawn without
nuisances, every stage about equally often, as they vary between people.
"""

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from boneage_kp.schema.hand import HAND

if TYPE_CHECKING:
    from boneage_kp.study.phantom_geometry.growth_plates import PlateMeasure

NAME = "geometry"
SUMMARY = "epiphysis widths and gaps of phantoms, measured from masks, against their ranges"

SIZE_PX = 2048
_SHOWN_FAULTS = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--hands", type=int, default=150, help="hands to draw (150)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, metavar="OUT", help="also write every measure here")


def run(args: argparse.Namespace) -> int:
    if args.hands < 1:
        raise ValueError(f"--hands {args.hands}: at least 1 is needed")
    measures = measure_hands(args.hands, args.seed)
    print(to_text(measures))
    if args.json:
        figures = [asdict(one) | {"faults": one.faults()} for one in measures]
        args.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 1 if any(one.faults() for one in measures) else 0


def measure_hands(hands: int, seed: int = 0, size_px: int = SIZE_PX) -> list["PlateMeasure"]:
    """Every growing end on the films of `hands` phantoms."""
    from boneage_kp.phantom.parameters import PhantomParameters
    from boneage_kp.study.phantom_geometry.growth_plates import measure_hand

    given = {"size_px": size_px, "sampling.mode": "balanced"}
    parameters = PhantomParameters.from_mapping(given).clean()
    return [one for i in range(hands) for one in measure_hand(parameters, seed, i)]


def to_text(measures: Sequence["PlateMeasure"]) -> str:
    """Tables of measured ranges, what was outside, and how far keypoints lay off their plates."""
    from boneage_kp.study.phantom_geometry.growth_plates import ALLOWED_PX

    outside = [(one, fault) for one in measures for fault in one.faults()]
    with_centre = [one for one in measures if one.stage != "A"]
    inside = sum(one.off_plate_px <= 0.0 for one in with_centre)
    ends = [one.off_plate_px for one in measures if one.stage == "A"]
    lines = [f"{len(measures):,} growing ends measured from masks; lowest to highest by stage"]
    lines += ["", "epiphysis width / metaphysis width"]
    lines += _table(measures, "BCDEFGHI", lambda one: one.width)
    lines += ["", "gap / metaphysis width (once bridged, the bed of the scar)"]
    lines += _table(measures, "DEFGHI", lambda one: one.gap)
    lines += ["", "measured / outside their range"]
    lines += _counts(measures)
    lines += [
        "",
        f"keypoints inside the drawn gap or scar: {inside:,} of {len(with_centre):,}; in stage A "
        f"at most {max(ends, default=0.0):.2f} px off the growing edge",
        f"beyond a declared or defined range by more than {ALLOWED_PX} pixels: {len(outside)}",
    ]
    for one, fault in outside[:_SHOWN_FAULTS]:
        lines.append(f"  {one.bone} {one.stage} (m {one.maturity:.2f}): {fault}")
    if len(outside) > _SHOWN_FAULTS:
        lines.append(f"  and {len(outside) - _SHOWN_FAULTS} more (--json OUT keeps all)")
    return "\n".join(lines)


def _table(
    measures: Iterable["PlateMeasure"],
    stages: str,
    value: Callable[["PlateMeasure"], float | None],
) -> list[str]:
    cells: dict[tuple[str, str], list[float]] = {}
    for one in measures:
        got = value(one)
        if got is not None:
            cells.setdefault((one.bone, one.stage), []).append(got)
    lines = ["        " + "".join(f"{stage:^11}" for stage in stages).rstrip()]
    for name in HAND.names:
        row = [cells.get((name, stage), []) for stage in stages]
        texts = [f"{min(cell):.2f}-{max(cell):.2f}" if cell else "-" for cell in row]
        lines.append(f"{name:<8}" + "".join(f"{text:^11}" for text in texts).rstrip())
    return lines


def _counts(measures: Iterable["PlateMeasure"]) -> list[str]:
    counts: dict[tuple[str, str], list[int]] = {}
    for one in measures:
        cell = counts.setdefault((one.bone, one.stage), [0, 0])
        cell[0] += 1
        cell[1] += bool(one.faults())
    lines = ["        " + "".join(f"{stage:^9}" for stage in "ABCDEFGHI").rstrip()]
    for name in HAND.names:
        row = [counts.get((name, stage)) for stage in "ABCDEFGHI"]
        texts = [f"{cell[0]}/{cell[1]}" if cell else "-" for cell in row]
        lines.append(f"{name:<8}" + "".join(f"{text:^9}" for text in texts).rstrip())
    return lines
