"""A second scoring, written for the tests: reads the csv files itself, no numpy, no package code.

Slow and plain on purpose. It shares nothing with the code under test but the data files.
"""

import csv
import itertools
from fractions import Fraction
from functools import cache
from pathlib import Path

TABLES = Path(__file__).parents[2] / "boneage_kp" / "standards" / "tables"


def read(standard_id: str, name: str) -> list[dict[str, str]]:
    with (TABLES / standard_id / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def points(standard_id: str, sex: str) -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = {}
    for row in read(standard_id, "stage_scores.csv"):
        if row["sex"] == sex:
            table.setdefault(row["bone"], {})[row["stage"]] = int(row["score"])
    return table


@cache
def curve(standard_id: str, sex: str) -> list[tuple[int, Fraction]]:
    rows = read(standard_id, "score_to_age.csv")
    return [(int(r["score"]), Fraction(r["age_years"])) for r in rows if r["sex"] == sex]


def age_years(standard_id: str, sex: str, score: int) -> Fraction | str:
    """The age as an exact fraction of a year, or 'below_first_row' or 'mature'."""
    rows = curve(standard_id, sex)
    if score < rows[0][0]:
        return "below_first_row"
    if score >= rows[-1][0]:
        return "mature"
    for row_score, age in rows:  # the first of equal rows is met first
        if row_score == score:
            return age
    younger = [(s, a) for s, a in rows if s < score]
    low = max(s for s, _ in younger)
    low_age = min(a for s, a in younger if s == low)
    high, high_age = next((s, a) for s, a in rows if s > score)
    return low_age + (high_age - low_age) * Fraction(score - low, high - low)


def score_distribution(tables: list[list[int]], posteriors: list[list[float]]) -> dict[int, float]:
    """P(score) by running through every combination of stages: few bones only."""
    result: dict[int, float] = {}
    for combination in itertools.product(*(range(len(t)) for t in tables)):
        mass, score = 1.0, 0
        for k, s in enumerate(combination):
            mass *= posteriors[k][s]
            score += tables[k][s]
        result[score] = result.get(score, 0.0) + mass
    return result
