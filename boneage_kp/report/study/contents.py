"""What a study page shows, as finished numbers and words; nothing of how it was found out."""

from collections.abc import Sequence
from dataclasses import dataclass

from boneage_kp.evaluation.words import Table
from boneage_kp.report.study.line_chart import Line, LineChart


@dataclass(frozen=True)
class Tile:
    """A figure at the head of the page."""

    title: str
    value: str
    more: str = ""


@dataclass(frozen=True)
class AxisCurves:
    """One thing that was varied: its curves, error on the left and training loss on the right.

    lines:  whose names the legend under both explains.
    """

    title: str
    charts: Sequence[tuple[str, LineChart]]
    lines: Sequence[Line]


@dataclass(frozen=True)
class RangeTest:
    """A learning-rate range test; said: what it suggests."""

    title: str
    chart: LineChart
    said: str


@dataclass(frozen=True)
class Plane:
    """Films on the plane of UMAP, coloured by one grouping."""

    title: str
    groups: Sequence[str]


@dataclass(frozen=True)
class FeaturePlanes:
    """places: (x, y) a film; planes: the same places, grouped differently; table: Rand indices."""

    title: str
    places: Sequence[tuple[float, float]]
    planes: Sequence[Plane]
    table: Table


@dataclass(frozen=True)
class StudyPage:
    """features: drawn, or why they are not; best_row: of the table, None where nothing has run."""

    title: str
    question: str
    tiles: Sequence[Tile]
    curves: Sequence[AxisCurves]
    table: Table
    best_row: int | None
    words_columns: int
    ranges: Sequence[RangeTest]
    features: FeaturePlanes | str
    conditions: str
    runs_left: int
