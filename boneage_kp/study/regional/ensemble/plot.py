"""MAE over the stages of skeletal development, boys above girls: regions beside the ensemble."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from boneage_kp.data.registration.template_hand import REGION_WORDS
from boneage_kp.study.regional.ensemble.answers import Answers
from boneage_kp.study.regional.ensemble.combinations import ALL, Reader
from boneage_kp.study.regional.ensemble.development_stages import STAGES
from boneage_kp.study.regional.ensemble.table import SEX_WORDS, cell, groups

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Okabe-Ito: told apart by everybody; the ensemble, which is what counts, in black.
_COLOURS = {"a": "#0072b2", "b": "#e69f00", "c": "#009e73", ALL: "#000000"}
_WIDTH = 0.8  # of a stage's group of bars


def stage_figure(rows: Sequence[Reader], answers: Answers) -> "Figure | None":
    """Bars of what is put together, by stage; None where no film has a sex."""
    from matplotlib.figure import Figure

    shown = [row for row in rows if row.is_ensemble]
    sexes = [word for sex, word in SEX_WORDS.items() if answers.of_sex(sex).any()]
    if not sexes:
        return None
    figure = Figure(figsize=(9.0, 1.2 + 2.5 * len(sexes)), layout="constrained")
    panels = figure.subplots(len(sexes), 1, squeeze=False, sharey=True)[:, 0]
    for axes, word in zip(panels, sexes, strict=True):
        _bars(axes, shown, answers, word)
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=4, frameon=False, fontsize=9)
    panels[-1].set_xlabel("stage of skeletal development, by true bone age")
    return figure


def _bars(axes: Any, rows: Sequence[Reader], answers: Answers, sex: str) -> None:
    """One panel; a stage without films keeps its place."""
    films = {one.stage: one.films for one in groups(answers) if one.sex == sex}
    places = np.arange(len(STAGES))
    width = _WIDTH / len(rows)
    for i, row in enumerate(rows):
        cells = [cell(row, answers, films[stage.name]) for stage in STAGES]
        heights = [one.mae_months or 0.0 for one in cells]
        left = places + (i - (len(rows) - 1) / 2) * width
        part = row.region or ALL
        label = f"{part.upper()}, {REGION_WORDS[part]}" if row.region else ALL
        bars = axes.bar(left, heights, width=0.92 * width, color=_COLOURS[part], label=label)
        words = ["" if one.mae_months is None else f"{one.mae_months:.1f}" for one in cells]
        axes.bar_label(bars, words, fontsize=7, padding=1)
    counts = [int(films[stage.name].sum()) for stage in STAGES]
    ticks = [f"{stage.name}\nn={n}" for stage, n in zip(STAGES, counts, strict=True)]
    axes.set_xticks(places, ticks, fontsize=8)
    axes.set_xlim(-0.6, len(STAGES) - 0.4)
    axes.margins(y=0.15)
    axes.set_ylabel("MAE, months")
    axes.set_title(sex, loc="left", fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)
