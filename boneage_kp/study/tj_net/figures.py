"""TJ-Net's drawings: errors with and without learning both, and the weights from sex to age."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from boneage_kp.study.tj_net.reading import Said, errors_months
from boneage_kp.study.tj_net.sex_weights import SexWeights

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOURS = ("#0072b2", "#d55e00", "#009e73")  # Okabe-Ito: told apart by everybody
_GREY = "#777777"
_BAND_YEARS = 2
_HALF_BAND = _BAND_YEARS / 2


def new_figure(width_in: float, height_in: float) -> "Figure":
    """A figure of its own: no window, no state shared with the caller's matplotlib."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width_in, height_in), layout="constrained")


def error_figure(said: Mapping[str, Sequence[Said]]) -> "Figure | None":
    """Read less true: how often, over all films; and by true age, band for band."""
    errors = {label: errors_months(films, "expected") / 12 for label, films in said.items()}
    if not any(len(error) for error in errors.values()):
        return None
    figure = new_figure(8.4, 6.4)
    top, bottom = figure.subplots(2, 1, height_ratios=(1, 1.15))
    reach = max(0.5, max(float(np.abs(error).max()) for error in errors.values()))
    edges = np.linspace(-reach, reach, 2 * _bins(errors) + 1)
    for colour, (label, error) in zip(COLOURS, errors.items(), strict=False):
        told = f"{label}: MAE {np.abs(error).mean():.2f} y, bias {error.mean():+.2f} y"
        style: dict[str, Any] = dict(weights=np.full(len(error), 100 / len(error)), bins=edges)
        top.hist(error, **style, color=colour, alpha=0.18)
        top.hist(error, **style, histtype="step", color=colour, linewidth=1.6, label=told)
    top.axvline(0, color=_GREY, linewidth=0.8)
    top.set_xlabel("read less true bone age, years")
    top.set_ylabel("films, %")
    figure.legend(loc="outside upper left", fontsize=9, frameon=False)
    _boxes_by_age(bottom, said)
    for axes in (top, bottom):
        axes.spines[["top", "right"]].set_visible(False)
    return figure


def _bins(errors: Mapping[str, np.ndarray]) -> int:
    """On either side of 0: as many as the films can fill."""
    count = max(len(error) for error in errors.values())
    return int(np.clip(np.sqrt(count), 5, 20))


def _boxes_by_age(axes: Any, said: Mapping[str, Sequence[Said]]) -> None:
    """Boxes side by side in each band of the true age; single films are points."""
    width = 0.8 * _BAND_YEARS / len(said)
    counts: dict[int, int] = {}
    for place, (colour, films) in enumerate(zip(COLOURS, said.values(), strict=False)):
        known = [one for one in films if np.isfinite(one.true)]
        bands: dict[int, list[float]] = {}
        for one in known:
            band = int(one.true // (12 * _BAND_YEARS))
            bands.setdefault(band, []).append((one.expected - one.true) / 12)
        counts = {band: len(found) for band, found in bands.items()}
        shift = (place - (len(said) - 1) / 2) * width
        at = [band * _BAND_YEARS + _HALF_BAND + shift for band in bands]
        boxes = axes.boxplot(
            list(bands.values()),
            positions=at,
            widths=0.8 * width,
            whis=(5, 95),
            patch_artist=True,
            manage_ticks=False,
            flierprops=dict(marker=".", markersize=4, markeredgecolor=colour),
        )
        for box in boxes["boxes"]:
            box.set(facecolor=colour, alpha=0.35, edgecolor=colour)
        for line in (*boxes["whiskers"], *boxes["caps"]):
            line.set_color(colour)
        for line in boxes["medians"]:
            line.set(color=colour, linewidth=2)
    axes.axhline(0, color=_GREY, linewidth=0.8)
    ticks = sorted(counts)
    names = [f"{b * _BAND_YEARS} to {(b + 1) * _BAND_YEARS}\nn={counts[b]}" for b in ticks]
    axes.set_xticks([b * _BAND_YEARS + _HALF_BAND for b in ticks], names, fontsize=8)
    axes.set_xlabel("true bone age, years; box 25-75 %, line the median, whiskers 5-95 %")
    axes.set_ylabel("read less true, years")


def sex_figure(found: Mapping[str, SexWeights], years: np.ndarray) -> "Figure":
    """Weights and their effect, a row a network; below, what a boy's logits have more.

    years:  (A,) the classes' ages.
    """
    rows = len(found)
    figure = new_figure(9.6, 1.0 + 2.1 * rows + 2.2)
    grid = figure.add_gridspec(rows + 1, 2)
    half = (years[1] - years[0]) / 2
    ends, ticks = (years[0] - half, years[-1] + half), np.arange(0, years[-1] + half, 2)
    for column, (name, title) in enumerate((("weights", "weights"), ("effect", "boy less girl"))):
        matrices = {f"{label}: {title}": getattr(one, name) for label, one in found.items()}
        panels = [figure.add_subplot(grid[row, column]) for row in range(rows)]
        shown = _matrices(panels, matrices, ends)
        figure.colorbar(shown, ax=panels, shrink=0.85, pad=0.01)
        for axes in panels:
            axes.set_xticks(ticks)
            axes.set_ylabel("units of sex" if column == 0 else "", fontsize=8)
    axes = figure.add_subplot(grid[rows, :])
    for colour, (label, one) in zip(COLOURS, found.items(), strict=False):
        told = f"{label}: root mean square {one.strength:.3f}"
        axes.plot(years, one.boy_less_girl, color=colour, linewidth=1.6, label=told)
    axes.axhline(0, color=_GREY, linewidth=0.8)
    axes.set_xlim(ends)
    axes.set_xticks(ticks)
    axes.set_xlabel("class of age, years")
    axes.set_ylabel("logit, boy less girl")
    axes.spines[["top", "right"]].set_visible(False)
    figure.legend(loc="outside lower right", ncols=2, fontsize=9, frameon=False)
    return figure


def _matrices(
    panels: Sequence[Any], matrices: Mapping[str, np.ndarray], ends: tuple[float, float]
) -> Any:
    """One above the other, all on one scale, which is returned for its colour bar."""
    reach = max(float(np.abs(matrix).max()) for matrix in matrices.values())
    scale: dict[str, Any] = dict(cmap=_dark_zero(), vmin=-reach, vmax=reach)
    for axes, (title, matrix) in zip(panels, matrices.items(), strict=True):
        shown = axes.imshow(
            matrix, **scale, aspect="auto", interpolation="nearest", extent=(*ends, 0.0, 1.0)
        )
        axes.set_yticks([])
        axes.set_title(title, fontsize=9)
    return shown


def _dark_zero() -> Any:
    """Black where nothing is, blue below and orange above, brightest at the ends."""
    from matplotlib.colors import LinearSegmentedColormap

    stops = ("#9fdcff", "#0072b2", "#000000", "#d55e00", "#ffd9a0")
    return LinearSegmentedColormap.from_list("dark zero", stops)
