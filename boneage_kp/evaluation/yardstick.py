"""The figures by which readers of research films are compared: all, by source, by bone, and ages.

The same numbers, under the same names, as a measuring script that reads plain predictions gives.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from boneage_kp.evaluation.age import AgeRange, age_result
from boneage_kp.evaluation.centred import centred_share
from boneage_kp.evaluation.matching import pair_up
from boneage_kp.evaluation.spread import pck, quantile, spread
from boneage_kp.evaluation.words import Table, number, percent
from boneage_kp.schema.hand import HAND, HandSchema
from boneage_kp.schema.records import HandReading, HandRecord
from boneage_kp.standards.standard import Standard

RADII = (0.02, 0.03, 0.04, 0.06)  # shares of hand length
JUDGED_RAW, JUDGED_CENTRED = 0.04, 0.02


def yardstick(
    truths: Iterable[HandRecord],
    readings: Iterable[HandReading],
    standard: Standard,
    schema: HandSchema = HAND,
) -> dict[str, Any]:
    """Group -> {"raw": …, "centred": …}, and "ages"; what is missing counts as missed.

    A hand length that no file gives is that of its points; films whose source is not said are one
    source, called "".
    """
    given = list(readings)
    points, _, ages = pair_up(truths, given, standard, schema)
    raw, (centred, _) = points.error_share, centred_share(points, schema)
    sources = np.array(points.sources, dtype=object)
    every = np.ones(raw.shape, bool)
    groups = {"all": every}
    for source in sorted({one for one, own in zip(sources, raw, strict=True) if _any(own)}):
        groups[source] = every & (sources == source)[:, None]
    for k, bone in enumerate(points.bones):
        if _any(raw[:, k]):
            groups[bone] = every & (np.arange(len(points.bones)) == k)
    result: dict[str, Any] = {
        name: {"raw": figures(raw[mask]), "centred": figures(centred[mask])}
        for name, mask in groups.items()
    }
    found = age_result(ages, AgeRange.of(standard))
    result["ages"] = {
        "films_with_age": found.overall.films,
        "read": found.overall.read,
        "mae_years": _years(found.overall.mae_months),
        "bias_years": _years(found.overall.bias_months),
        "spearman": found.spearman,
    }
    films = len(points.sources)
    result["films"] = films
    result["read_share"] = found.overall.read_share
    result["rejected_share"] = sum(r.verdict == "rejected" for r in given) / films
    result["review_share"] = sum(r.verdict == "review" for r in given) / films
    return result


def figures(errors: np.ndarray) -> dict[str, Any]:
    """Of any errors as shares of hand length: NaN has no truth, infinity was missed."""
    errors = errors[~np.isnan(errors)]
    own = spread(errors)
    within = pck(errors, RADII)
    median = quantile(errors, 0.5)
    return {
        "n": own.n,
        "missed": own.missed,
        **{f"pck@{radius:g}": share for radius, share in within.items()},
        "median": median if median is not None and np.isfinite(median) else None,
        "p95_of_found": own.p95_found,
    }


def tables(result: Mapping[str, Any]) -> tuple[Table, Table]:
    """Points by group, and everything else in one column."""
    rows = [
        (
            name or "(not said)",
            str(own["raw"]["n"]),
            str(own["raw"]["missed"]),
            *(percent(own["raw"][f"pck@{radius:g}"]) for radius in RADII),
            percent(own["raw"]["median"], 2),
            percent(own["centred"][f"pck@{JUDGED_CENTRED:g}"]),
            percent(own["centred"]["median"], 2),
        )
        for name, own in result.items()
        if isinstance(own, Mapping) and "raw" in own
    ]
    raw_heads = (f"raw {radius:.0%}" for radius in RADII)
    heads = ("group", "n", "missed", *raw_heads, "median", "centred 2%", "median")
    note = (
        "Share of points within so much of hand length, and median error in % of it. Raw is judged "
        f"at {JUDGED_RAW:.0%}, centred (less each source's own shift along the finger) at "
        f"{JUDGED_CENTRED:.0%}. A bone or film that was not found is missed and counted."
    )
    ages = result["ages"]
    words = [
        ("films", str(result["films"])),
        ("with a bone age", str(ages["films_with_age"])),
        ("bone age read (%)", percent(result["read_share"])),
        ("rejected (%)", percent(result["rejected_share"])),
        ("to be reviewed (%)", percent(result["review_share"])),
        ("bone age MAE (y)", number(ages["mae_years"])),
        ("bone age bias (y)", number(ages["bias_years"])),
        ("rank correlation (Spearman)", number(ages["spearman"], 3)),
    ]
    return Table("Points", heads, tuple(rows), note), Table(
        "Films and bone ages", ("figure", "value"), tuple(words)
    )


def _any(errors: np.ndarray) -> bool:
    return bool((~np.isnan(errors)).any())


def _years(months: float | None) -> float | None:
    return None if months is None else months / 12
