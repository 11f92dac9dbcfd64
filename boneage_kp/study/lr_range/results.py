"""What a range test leaves: its table, its plot, and what the curve suggests in a sentence."""

import csv
from pathlib import Path

from boneage_kp.film.whole_file import whole_text_file
from boneage_kp.report.study.line_chart import Line, LineChart, line_chart
from boneage_kp.report.study.style import CHART_STYLE
from boneage_kp.study.lr_range.curve import RangeCurve, RangeRow

TABLE, PLOT = "lr_range.csv", "lr_range.svg"


def write_range(folder: Path, curve: RangeCurve) -> None:
    """Table and plot, each whole."""
    with whole_text_file(folder / TABLE) as file:
        writer = csv.writer(file)
        writer.writerow(["step", "lr", "loss", "smoothed_loss"])
        for step, row in enumerate(curve.rows, start=1):
            writer.writerow([step, f"{row.lr:.6g}", f"{row.loss:.6g}", f"{row.smooth:.6g}"])
    with whole_text_file(folder / PLOT) as file:
        file.write(line_chart(chart_of(curve), CHART_STYLE) + "\n")


def read_range(folder: Path) -> RangeCurve:
    """What `write_range` has written."""
    with (folder / TABLE).open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return RangeCurve(
        tuple(
            RangeRow(float(row["lr"]), float(row["loss"]), float(row["smoothed_loss"]))
            for row in rows
        )
    )


def chart_of(curve: RangeCurve) -> LineChart:
    """The curve as it is drawn."""
    lines = [
        Line("loss of each batch", [(row.lr, row.loss) for row in curve.rows], 1, faint=True),
        Line("smoothed", [(row.lr, row.smooth) for row in curve.rows], 0),
    ]
    steepest = curve.steepest
    marks = [(steepest.lr, steepest.smooth, f"steepest: {steepest.lr:.2g}")] if steepest else []
    said = f"Loss over a rising learning rate. {said_of(curve)}"
    return LineChart(said, "learning rate", "loss", lines, log_x=True, marks=marks)


def said_of(curve: RangeCurve) -> str:
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
