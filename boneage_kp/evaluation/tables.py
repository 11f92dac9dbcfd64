"""An `Evaluation` as text, and as plain values for JSON."""

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

from boneage_kp.evaluation.age_tables import ages_table, agreement_table
from boneage_kp.evaluation.point_tables import (
    centred_table,
    distances_table,
    oks_table,
    points_table,
)
from boneage_kp.evaluation.stage_tables import borders_table, confusion_table, stages_table
from boneage_kp.evaluation.summary import Evaluation
from boneage_kp.evaluation.words import Table


def tables(evaluation: Evaluation) -> tuple[Table, ...]:
    """All tables of an evaluation, those with nothing in them left out."""
    made = [
        points_table(evaluation.keypoints),
        distances_table(evaluation.keypoints),
        centred_table(evaluation.centred),
        *([oks_table(evaluation.oks)] if evaluation.oks else []),
        stages_table(evaluation.stages),
        borders_table(evaluation.stages),
        confusion_table(evaluation.stages),
        ages_table(evaluation.age),
        agreement_table(evaluation.age),
    ]
    return tuple(table for table in made if table.rows)


def headline(evaluation: Evaluation) -> str:
    """What was evaluated, in one line."""
    return f"{evaluation.title}: {evaluation.films_read} of {evaluation.films} films read"


def to_text(evaluation: Evaluation) -> str:
    """The whole evaluation for a terminal."""
    parts = [headline(evaluation), *(table.text() for table in tables(evaluation))]
    return "\n\n".join(parts) + "\n"


def to_json(evaluation: Evaluation) -> dict[str, Any]:
    """The whole evaluation as values that `json.dumps(..., allow_nan=False)` takes.

    Months become years and `_months` in a name `_years`. Nothing to measure is null; an error
    that is infinite, since so many bones were missed, is the text "inf".
    """
    return _plain(evaluation)


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {
            _in_years_name(f.name): _plain(_in_years(f.name, getattr(value, f.name)))
            for f in dataclasses.fields(value)
            if f.metadata.get("json", True)
        }
    if isinstance(value, Mapping):
        return {key if isinstance(key, str) else f"{key:g}": _plain(v) for key, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, float):
        if math.isnan(value):
            return None
        return ("inf" if value > 0 else "-inf") if math.isinf(value) else value
    return value


def _in_years_name(name: str) -> str:
    return name.removesuffix("_months") + "_years" if name.endswith("_months") else name


def _in_years(name: str, value: Any) -> Any:
    if not name.endswith("_months") or value is None:
        return value
    return tuple(v / 12 for v in value) if isinstance(value, tuple) else value / 12
