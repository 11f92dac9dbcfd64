"""The ResNet study's findings as a page: logs to curves, range tests and features to pictures."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from boneage_kp.engine.hooks.csv_log import FILE as LOG
from boneage_kp.engine.hooks.csv_log import read_rows
from boneage_kp.evaluation.words import Table
from boneage_kp.report.study.contents import (
    AxisCurves,
    FeaturePlanes,
    Plane,
    RangeTest,
    StudyPage,
    Tile,
)
from boneage_kp.report.study.line_chart import Line as Curve
from boneage_kp.report.study.line_chart import LineChart
from boneage_kp.study.lr_range.results import TABLE, chart_of, read_range, said_of
from boneage_kp.study.resnet_study.clusters import (
    Clusters,
    age_bands,
    clusters_of,
    lacking,
    plane_of,
)
from boneage_kp.study.resnet_study.features import FilmFeatures, features_of
from boneage_kp.study.resnet_study.grid import along
from boneage_kp.study.resnet_study.runs import RangeRun, StudyRuns
from boneage_kp.study.resnet_study.table import Line, best_of, table_of
from boneage_kp.study.resnet_study.yardstick import Yardstick, yardstick_of
from boneage_kp.study.sweep.runs import Run

ERROR, LOSS = "age/mae_months", "loss_age"


def page_of(study: StudyRuns, lines: Sequence[Line], facts: str, features: bool) -> StudyPage:
    """What stands on the page.

    facts:     what the figures hold for; features: whether to draw them.
    """
    best, yardstick = best_of(lines), yardstick_of(study.plan.settings)
    curves = [_curves_along(study, place, yardstick) for place in range(len(study.axes))]
    done = f"{len(study.found)} of {len(study.runs)}"
    return StudyPage(
        title="ResNet study",
        question="How close bone age is read from the whole image, and what that depends on.",
        tiles=tiles_of(lines, best, yardstick, done),
        curves=[one for one in curves if one is not None],
        table=table_of(study.axes, lines),
        best_row=best,
        words_columns=len(study.axes),
        ranges=range_pictures(study.ranges),
        features=_features(study, lines, best) if features else "Not drawn: not asked for.",
        conditions=facts,
        runs_left=study.left,
    )


def _curves_along(study: StudyRuns, place: int, yardstick: Yardstick) -> AxisCurves | None:
    """Of one axis; None where there is nothing to compare."""
    chosen = [(one.choices[place], study.done(one)) for one in along(place, study.settings)]
    if sum(bool(runs) for _, runs in chosen) < 2:
        return None
    return axis_curves(study.axes[place], chosen, yardstick.mae_months)


def _features(study: StudyRuns, lines: Sequence[Line], best: int | None) -> FeaturePlanes | str:
    """Of the first seed of the best setting; or in words why there are none."""
    if best is None:
        return "Not drawn: nothing has run."
    setting = lines[best].setting
    run = study.done(setting)[0]
    films = features_of(run)
    return lacking(len(films)) or feature_planes(setting.words, films, run.seed)


def axis_curves(
    axis: str, choices: Sequence[tuple[str, Sequence[Run]]], yardstick_months: float
) -> AxisCurves:
    """Error and training loss over epochs of the choices of one axis, a line a run.

    choices:  name and finished runs of each; the others are left out.
    """
    errors, losses = [], []
    for kind, (name, runs) in enumerate(choices):
        for run in runs:
            rows = read_rows(run.folder / LOG)
            errors.append(Curve(name, _points(rows, ERROR), kind))
            losses.append(Curve(name, _points(rows, LOSS), kind))
    names = ", ".join(name for name, _ in choices)
    level = (yardstick_months, "always the median age")
    error = LineChart(
        f"Error over epochs, by {axis}: {names}", "epoch", "MAE, months", errors, level=level
    )
    loss = LineChart(
        f"Training loss over epochs, by {axis}: {names}", "epoch", "loss of the age", losses
    )
    charts = [("Validation films: error of the bone age", error), ("Training: loss", loss)]
    return AxisCurves(axis.capitalize(), charts, errors)


def range_pictures(runs: Sequence[RangeRun]) -> list[RangeTest]:
    """Of the range tests that are there."""
    found = []
    for run in runs:
        if (run.folder / TABLE).is_file():
            curve = read_range(run.folder)
            found.append(RangeTest(run.leaf.replace("_", " · "), chart_of(curve), said_of(curve)))
    return found


def feature_planes(network: str, films: FilmFeatures, seed: int) -> FeaturePlanes:
    """Films on UMAP's plane: known sexes and ages beside what k-means makes of the places."""
    plane = plane_of(films.features, seed)
    sexes = ["male" if sex > 0 else "female" for sex in films.sex]
    bands = age_bands(films.age_months)
    by_sex = clusters_of(films.features, plane, sexes, seed)
    by_age = clusters_of(films.features, plane, bands, seed)
    count = len(set(bands))
    return FeaturePlanes(
        title=f"Features of {len(films)} validation films, by {network}",
        places=[(float(x), float(y)) for x, y in plane],
        planes=[
            Plane("UMAP, by sex", sexes),
            Plane("k-means, 2 clusters", _named(by_sex.in_plane)),
            Plane("UMAP, by bone age", bands),
            Plane(f"k-means, {count} clusters", _named(by_age.in_plane)),
        ],
        table=_rand_table({"sex": by_sex, "age band": by_age}),
    )


def tiles_of(
    lines: Sequence[Line], best: int | None, yardstick: Yardstick, done: str
) -> list[Tile]:
    """The figures at the head; the best is chosen by the films that it is measured on."""
    known = [(line.cells["sex_right_percent"].mean, line.setting.words) for line in lines]
    sexes = [(mean, name) for mean, name in known if mean is not None]
    tiles = [Tile("Least error", "nothing has run")]
    if best is not None:
        mean = lines[best].cells["mae_months"].mean
        tiles = [Tile("Least error", f"{mean:.1f} months", lines[best].setting.words)]
    tiles.append(
        Tile(
            "Always the median age",
            f"{yardstick.mae_months:.1f} months",
            "the error without a network",
        )
    )
    if sexes:
        most, name = max(sexes)
        more = f"{name}; always the more frequent one: {100 * yardstick.sex_share:.0f} %"
        tiles.append(Tile("Sex read right, at best", f"{most:.0f} %", more))
    tiles.append(Tile("Runs done", done, "figures are of validation films, which chose the best"))
    return tiles


def _points(rows: Sequence[Mapping[str, str]], key: str) -> list[tuple[float, float]]:
    return [(float(row["epoch"]), float(row.get(key) or math.nan)) for row in rows]


def _named(clusters: np.ndarray) -> list[str]:
    return [f"cluster {number + 1}" for number in clusters]


def _rand_table(found: Mapping[str, Clusters]) -> Table:
    rows = tuple(
        (name, f"{one.rand_plane:.2f}", f"{one.rand_features:.2f}") for name, one in found.items()
    )
    note = (
        "1: the clusters are the groups; about 0: as chance would have it. k-means is asked for as "
        "many clusters as there are groups. Distances on a UMAP plane have no unit."
    )
    columns = ("against", "k-means on the plane", "k-means on all features")
    return Table("Adjusted Rand index", columns, rows, note)
