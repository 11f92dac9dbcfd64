"""Ends of the age curve: a bound is said as a bound, with the age where the table ends."""

from collections.abc import Mapping
from typing import Any

from boneage_kp.schema.records import Sex
from boneage_kp.standards import load_standard


def bound_years(row: Mapping[str, Any], bound: str) -> float:
    """The age of the table's first row, or that at which it calls a hand mature."""
    curve = load_standard(row["standard"]).curves[Sex.parse(row["sex"])]
    months = curve.mature_age_months if bound == "mature" else curve.first_age_months
    return round(months / 12, 4)


def bound_words(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Sentences on the bone age and on the ends of its interval, where they lie off the curve."""
    if row["verdict"] == "rejected":
        return ()
    named = {"bone age": row["bone_age_bound"]}
    low, high = row.get("interval_bounds") or (None, None)
    named |= {"lower end of the 90 % interval": low, "upper end of the 90 % interval": high}
    return tuple(
        f"{name}: {_words(bound, bound_years(row, bound))}"
        for name, bound in named.items()
        if bound is not None
    )


def _words(bound: str, years: float) -> str:
    if bound == "mature":
        return f"mature, {years:g} years or more; the table ends there"
    return f"under {years:g} years; the table begins there"
