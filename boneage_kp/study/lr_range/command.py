"""The learning-rate range test of a config: loss over a rate that rises from step to step.

    boneage-kp benchmark lr-range configs/holistic/resnet_study.py --output out/lr_range
    boneage-kp benchmark lr-range CONFIG --output DIR --low 1e-6 --high 1 --steps 100

Into DIR go lr_range.csv, a row a step, and lr_range.svg. Nothing is trained: the weights are put
back at the end and not kept. Any config that tools/train.py takes.
"""

import argparse
import csv
from pathlib import Path
from typing import TYPE_CHECKING

from boneage_kp.film.whole_file import whole_text_file

if TYPE_CHECKING:
    from boneage_kp.report.study.line_chart import LineChart
    from boneage_kp.study.lr_range.curve import RangeCurve

NAME = "lr-range"
SUMMARY = "learning-rate range test of a config: loss over a rising rate, plot and table"

LOW, HIGH, STEPS = 1e-6, 1.0, 100
TABLE, PLOT = "lr_range.csv", "lr_range.svg"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("config", type=Path, help="of configs/, as train takes it")
    parser.add_argument("--output", type=Path, required=True, metavar="DIR")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--low", type=float, default=LOW, help=f"first rate ({LOW:g})")
    parser.add_argument("--high", type=float, default=HIGH, help=f"last rate ({HIGH:g})")
    parser.add_argument("--steps", type=int, default=STEPS, help=f"({STEPS})")


def run(args: argparse.Namespace) -> int:
    from boneage_kp.engine.config_file import read_config
    from boneage_kp.study.lr_range.curve import check_range, range_of

    check_range(args.low, args.high, args.steps)
    settings, _ = read_config(args.config, args.set)
    curve = range_of(settings, args.low, args.high, args.steps)
    args.output.mkdir(parents=True, exist_ok=True)
    write_range(args.output, curve)
    print(f"{len(curve.rows)} of {args.steps} steps. {said_of(curve)}")
    print(f"{args.output / TABLE}, {args.output / PLOT}")
    return 0


def write_range(folder: Path, curve: "RangeCurve") -> None:
    """Table and plot, each whole."""
    from boneage_kp.report.study.line_chart import line_chart
    from boneage_kp.report.study.style import CHART_STYLE

    with whole_text_file(folder / TABLE) as file:
        writer = csv.writer(file)
        writer.writerow(["step", "lr", "loss", "smoothed_loss"])
        for step, row in enumerate(curve.rows, start=1):
            writer.writerow([step, f"{row.lr:.6g}", f"{row.loss:.6g}", f"{row.smooth:.6g}"])
    with whole_text_file(folder / PLOT) as file:
        file.write(line_chart(chart_of(curve), CHART_STYLE) + "\n")


def read_range(folder: Path) -> "RangeCurve":
    """What `write_range` has written."""
    from boneage_kp.study.lr_range.curve import RangeCurve, RangeRow

    with (folder / TABLE).open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return RangeCurve(
        tuple(
            RangeRow(float(row["lr"]), float(row["loss"]), float(row["smoothed_loss"]))
            for row in rows
        )
    )


def chart_of(curve: "RangeCurve") -> "LineChart":
    """The curve as it is drawn."""
    from boneage_kp.report.study.line_chart import Line, LineChart

    lines = [
        Line("loss of each batch", [(row.lr, row.loss) for row in curve.rows], 1, faint=True),
        Line("smoothed", [(row.lr, row.smooth) for row in curve.rows], 0),
    ]
    steepest = curve.steepest
    marks = [(steepest.lr, steepest.smooth, f"steepest: {steepest.lr:.2g}")] if steepest else []
    said = f"Loss over a rising learning rate. {said_of(curve)}"
    return LineChart(said, "learning rate", "loss", lines, log_x=True, marks=marks)


def said_of(curve: "RangeCurve") -> str:
    """What the curve suggests, in a sentence."""
    if curve.steepest is None:
        return "The loss never fell: no rate is suggested."
    return (
        f"The smoothed loss falls fastest at a rate of {curve.steepest.lr:.2g} and is least at "
        f"{curve.least.lr:.2g}, after which it rises."
        if curve.least is not curve.rows[-1]
        else f"The smoothed loss falls fastest at a rate of {curve.steepest.lr:.2g} and still "
        f"falls at {curve.least.lr:.2g}, the last one tried."
    )
