"""`CurvesHook`: curves.png, drawn anew from log.csv after every epoch."""

import math
from pathlib import Path
from typing import Any

from mmengine.dist import master_only
from mmengine.hooks import Hook

from boneage_kp.engine.hooks.csv_log import FILE, read_rows
from boneage_kp.registry import HOOKS

# Panels: title, columns that start with one of these, logarithmic or not.
PANELS = (
    ("losses", ("loss",), True),
    ("points: % of bones", ("hand/pck", "hand/missed"), False),
    ("stages: % of bones", ("hand/stage",), False),
    ("points: px of the input", ("hand/largest_px",), True),
    ("bone age: months", ("age/mae", "age/rmse", "age/median"), True),
    ("bone age: bias, months", ("age/bias",), False),
    ("sex: % of films right", ("sex/right",), False),
    ("learning rate", ("lr",), False),
    ("seconds an epoch", ("seconds",), False),
)


@HOOKS.register_module()
class CurvesHook(Hook):
    """After each reading, once the log has its row."""

    priority = "LOW"

    @master_only
    def after_val_epoch(self, runner: Any, metrics: dict[str, float] | None = None) -> None:
        log = Path(runner.work_dir) / FILE
        if log.is_file():
            draw_curves(read_rows(log), Path(runner.work_dir) / "curves.png")

    @master_only
    def after_train(self, runner: Any) -> None:
        self.after_val_epoch(runner)


def draw_curves(rows: list[dict[str, str]], target: Path) -> None:
    """The panels that the log has something for, over epochs, as one picture."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    panels = [panel for panel in PANELS if any(name.startswith(panel[1]) for name in rows[-1])]
    figure = Figure(figsize=(13, 7), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(2, 3).flat
    for axis in axes[len(panels) :]:
        axis.set_axis_off()
    for axis, (title, starts, logarithmic) in zip(axes, panels, strict=False):
        for name in (n for n in rows[-1] if n.startswith(starts)):
            points = [(int(row["epoch"]), _number(row.get(name))) for row in rows]
            points = [(epoch, value) for epoch, value in points if math.isfinite(value)]
            if points:
                label = name.removeprefix("hand/").removeprefix("age/").removeprefix("loss_")
                axis.plot(*zip(*points, strict=True), marker=".", label=label)
        axis.set_title(title)
        axis.set_xlabel("epoch")
        axis.grid(alpha=0.3)
        if axis.lines:
            axis.legend(fontsize="small")
            if logarithmic and all(min(line.get_ydata()) > 0 for line in axis.lines):
                axis.set_yscale("log")
    figure.savefig(target, dpi=80)


def _number(text: str | None) -> float:
    return float(text) if text else math.nan
