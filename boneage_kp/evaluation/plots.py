"""An `Evaluation` as figures. Matplotlib is imported when a figure is drawn, not before.

To add a plot: a function that takes a result and gives a figure or None, and a row in `PLOTS`.
"""

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from boneage_kp.evaluation.age import AgeResult
from boneage_kp.evaluation.keypoints import PCK_RADII
from boneage_kp.evaluation.summary import Evaluation
from boneage_kp.schema.hand import HAND

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_BLUE, _ORANGE, _GREY = "#0072b2", "#d55e00", "#777777"  # Okabe-Ito: told apart by everybody
_DPI = 110


def error_per_bone(evaluation: Evaluation) -> "Figure | None":
    """Boxes of the errors found, by bone, over a bar of the share that was missed."""
    errors = {b: np.array(e) for b, e in evaluation.keypoints.errors_share.items() if e}
    if not errors:
        return None
    figure, (top, bottom) = _subplots(7.5, 4.6, 2, ratios=(4, 1))
    places = np.arange(len(errors)) + 1
    found = [100 * e[np.isfinite(e)] for e in errors.values()]
    boxes = top.boxplot(found, positions=places, whis=(5, 95), patch_artist=True, sym="")
    for box, name in zip(boxes["boxes"], errors, strict=True):
        box.set_facecolor(_colour(name))
    for median in boxes["medians"]:
        median.set_color("black")
    for radius in PCK_RADII:
        top.axhline(100 * radius, color=_GREY, linewidth=0.6, linestyle=":")
    top.set_ylabel("error, % of hand length")
    top.set_ylim(bottom=0)
    top.set_title("Error of the bones found: box 25-75 %, whiskers 5-95 %", fontsize=10)
    top.set_xticks(places, [])
    missed = [100 * float(np.isinf(e).mean()) for e in errors.values()]
    bars = bottom.bar(places, missed, color=_ORANGE)
    bottom.bar_label(bars, [f"{m:.1f}" if m else "0" for m in missed], fontsize=7)
    bottom.set_ylim(0, max(5.0, 1.4 * max(missed)))
    bottom.set_ylabel("missed, %")
    bottom.set_xticks(places, list(errors))
    for axes in (top, bottom):
        axes.set_xlim(0.4, len(errors) + 0.6)  # a bone's box stands over its bar
    return figure


def confusion_matrix(evaluation: Evaluation) -> "Figure | None":
    """Rows true, columns read; shaded by the share of a row, counts written in."""
    counts = np.array(evaluation.stages.confusion)
    if not counts.any():
        return None
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    figure, (axes,) = _subplots(5.6, 4.9, 1)
    image = axes.imshow(share, cmap="Blues", vmin=0, vmax=1)
    for (row, column), n in np.ndenumerate(counts):
        if n:
            ink = "white" if share[row, column] > 0.55 else "black"
            axes.text(column, row, str(n), ha="center", va="center", fontsize=7, color=ink)
    names = list(evaluation.stages.names)
    axes.set_xticks(range(len(names) + 1), [*names, "not\nread"])
    axes.set_yticks(range(len(names)), names)
    axes.set_xlabel("stage read")
    axes.set_ylabel("true stage")
    figure.colorbar(image, ax=axes, shrink=0.8, label="share of the true stage")
    return figure


def reliability(evaluation: Evaluation) -> "Figure | None":
    """How often a stage said with probability p was right, over how often that was said."""
    result = evaluation.stages.calibration
    bins = [b for b in result.bins if b.n]
    if not bins:
        return None
    figure, (top, bottom) = _subplots(4.9, 4.9, 2, ratios=(3, 1))
    top.plot([0, 1], [0, 1], color=_GREY, linewidth=0.8, linestyle="--")
    p = np.array([b.mean_probability for b in bins], float)
    right = np.array([b.share_right for b in bins], float)
    # area by count: a bin of one reading must not look like a bin of a thousand
    weight = np.array([b.n for b in bins]) / max(b.n for b in bins)
    top.scatter(p, right, s=8 + 90 * weight, color=_BLUE, zorder=3, clip_on=False)
    top.set_ylabel("share right")
    top.set_ylim(-0.02, 1.03)
    top.set_title(f"Expected calibration error {100 * (result.ece or 0):.1f} %", fontsize=10)
    centres = [(b.low + b.high) / 2 for b in bins]
    width = 0.9 * (bins[0].high - bins[0].low)
    bottom.bar(centres, [b.n for b in bins], width=width, color=_BLUE)
    bottom.set_ylabel("readings")
    bottom.set_xlabel("probability of the stage given")
    for axes in (top, bottom):
        axes.set_xlim(0, 1.03)
    return figure


def bland_altman(evaluation: Evaluation) -> "Figure | None":
    """Read less true bone age over their mean, with bias and limits of agreement."""
    return agreement_figure(evaluation.age)


def agreement_figure(age: AgeResult) -> "Figure | None":
    """The same of ages alone, whoever read them."""
    pairs = np.array(age.pairs_months, float).reshape(-1, 2) / 12
    if not len(pairs):
        return None
    true, read = pairs.T
    figure, (axes,) = _subplots(7.0, 3.8, 1)
    axes.scatter((true + read) / 2, read - true, s=14, alpha=0.6, color=_BLUE, linewidths=0)
    lines = [("bias", (age.overall.bias_months or 0.0) / 12)]
    limits = age.limits_of_agreement_months
    if limits:
        lines += [("-1.96 SD", limits[0] / 12), ("+1.96 SD", limits[1] / 12)]
    for name, height in lines:
        style = "-" if name == "bias" else "--"
        axes.axhline(height, color=_ORANGE, linewidth=1, linestyle=style)
        axes.annotate(
            f"{name} {height:+.2f} y",
            (1.01, height),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=8,
            color=_ORANGE,
        )
    axes.axhline(0, color=_GREY, linewidth=0.6)
    axes.set_xlabel("mean of true and read bone age, years")
    axes.set_ylabel("read less true, years")
    return figure


def accuracy_by_border(evaluation: Evaluation) -> "Figure | None":
    """Accuracy of the stage by how far the true maturity lies from a border."""
    bins = [b for b in evaluation.stages.by_border if b.accuracy.n]
    if not bins:
        return None
    figure, (axes,) = _subplots(5.6, 3.4, 1)
    places = np.arange(len(bins))
    exact = [100 * (b.accuracy.exact or 0.0) for b in bins]
    within = [100 * (b.accuracy.within_one or 0.0) for b in bins]
    axes.bar(places - 0.2, exact, width=0.4, color=_BLUE, label="exact")
    axes.bar(places + 0.2, within, width=0.4, color="#56b4e9", label="within one")
    labels = [f"{b.low:g}-{b.high:g}" if np.isfinite(b.high) else f"{b.low:g} up" for b in bins]
    ticks = [f"{label}\nn={b.accuracy.n}" for label, b in zip(labels, bins, strict=True)]
    axes.set_xticks(places, ticks, fontsize=8)
    axes.set_ylim(0, 103)
    axes.set_xlabel("distance of maturity from a border, stages")
    axes.set_ylabel("right, %")
    figure.legend(loc="outside upper right", ncols=2, fontsize=8, frameon=False)
    return figure


PLOTS: tuple[tuple[str, Callable[[Evaluation], "Figure | None"]], ...] = (
    ("Error per bone", error_per_bone),
    ("Confusion of stages", confusion_matrix),
    ("Stages near and far from a border", accuracy_by_border),
    ("Reliability of the stage probabilities", reliability),
    ("Bone age: Bland-Altman", bland_altman),
)


def png(figure: "Figure") -> bytes:
    """The figure as PNG; no date or program in it, so that equal figures are equal files."""
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=_DPI, metadata={"Software": None})
    return out.getvalue()


def _subplots(
    width_in: float, height_in: float, rows: int, ratios: tuple[float, ...] | None = None
) -> tuple["Figure", tuple[Any, ...]]:
    """A figure of its own: no window, no state shared with the caller's matplotlib."""
    try:
        from matplotlib.figure import Figure
    except ImportError as missing:
        raise ImportError(
            "plots need matplotlib, which is not installed: pip install matplotlib, "
            "or make the page with plots=False"
        ) from missing
    figure = Figure(figsize=(width_in, height_in), layout="constrained")
    grid = figure.subplots(rows, 1, squeeze=False, height_ratios=ratios)
    axes = tuple(grid[:, 0])
    for each in axes:
        each.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _colour(bone: str) -> tuple[float, ...]:
    return tuple(c / 255 for c in HAND.bone(bone).colour_rgb)
