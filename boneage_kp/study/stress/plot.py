"""The stress test as a picture: a panel a disturbance, strengths from left to right."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from boneage_kp.study.stress.measure import UNDISTURBED, StressRow

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Okabe-Ito: told apart by everybody; markers for those who print in grey.
_LINES = (
    ("moved_share", "points moved > 2 % of hand length", "#0072b2", "o"),
    ("changed_share", "stages changed", "#d55e00", "s"),
    ("rejected_share", "films rejected", "#555555", "^"),
)
_COLUMNS = 4
_UNORDERED = ("flip",)  # its "strengths" are no scale


def _reach(rows: Sequence[StressRow]) -> float:
    """The largest share in per cent, so that small changes are seen; 10 at least."""
    shares = [getattr(row, name) for row in rows for name, *_ in _LINES]
    return max(10.0, *(100 * share for share in shares if share is not None))


def stress_figure(rows: Sequence[StressRow], title: str) -> "Figure":
    """Shares in per cent, all panels on one scale."""
    from matplotlib.figure import Figure

    kinds = [k for k in dict.fromkeys(row.kind for row in rows) if k != UNDISTURBED]
    columns = min(_COLUMNS, len(kinds))
    lines = -(-len(kinds) // columns)
    figure = Figure(figsize=(2.9 * columns + 0.6, 2.35 * lines + 1.1), layout="constrained")
    reach = _reach(rows)
    before = next((100 * row.rejected_share for row in rows if row.kind == UNDISTURBED), None)
    panels = figure.subplots(lines, columns, squeeze=False, sharey=True)
    for panel, kind in zip(panels.ravel(), kinds, strict=False):
        own = [row for row in rows if row.kind == kind]
        places = range(len(own))
        if before is not None:
            panel.axhline(before, color=_LINES[2][2], lw=1, ls=":", label="rejected undisturbed")
        for number, (name, label, colour, marker) in enumerate(_LINES):
            values = [getattr(row, name) for row in own]
            shown = [float("nan") if v is None else 100 * v for v in values]
            # Beside each other: equal values would hide all markers but the last.
            beside = [place + 0.05 * (number - 1) for place in places]
            joined = "none" if kind in _UNORDERED else "-"
            style = {"color": colour, "marker": marker, "linestyle": joined, "label": label}
            panel.plot(beside, shown, ms=5, lw=1.4, **style)
        panel.set_title(kind, fontsize=10, loc="left")
        panel.set_xticks(list(places), [row.strength for row in own], fontsize=8)
        panel.set_xlim(-0.4, len(own) - 0.6)
        panel.set_ylim(-0.04 * reach, 1.04 * reach)
        panel.grid(axis="y", color="#dddddd", lw=0.7)
        panel.spines[["top", "right"]].set_visible(False)
    for panel in panels.ravel()[len(kinds) :]:
        panel.set_axis_off()
    for row_of_panels in panels:
        row_of_panels[0].set_ylabel("%")
    figure.suptitle(title, fontsize=11)
    handles, labels = panels.ravel()[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=4, frameon=False, fontsize=9)
    return figure
