"""How far readings of disturbed films lie from readings of the same films undisturbed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from boneage_kp.engine.films import Film, film_of_array
from boneage_kp.engine.predictor import Predictor
from boneage_kp.evaluation.age import BOUNDS, AgeRange
from boneage_kp.evaluation.words import Table, number, percent
from boneage_kp.film.grey import as_grey_255
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.hand import HAND, HandSchema
from boneage_kp.schema.layout import hand_length_px
from boneage_kp.schema.records import HandReading
from boneage_kp.study.stress.disturbed import Disturbance, Disturbed, clipped

MOVED_SHARE = 0.02  # of hand length
UNDISTURBED = "undisturbed"


@dataclass(frozen=True)
class FilmChange:
    """One film, one disturbance.

    points, moved:    bones found undisturbed that still lie on the film; of these moved or lost.
    stages, changed:  of the same bones those with another stage, or none any more.
    age_years:        change of bone age, None where either reading has none.
    """

    points: int
    moved: int
    changed: int
    age_years: float | None
    rejected: bool


@dataclass(frozen=True)
class StressRow:
    """All films under one disturbance; shares in [0, 1], None where nothing could be compared."""

    kind: str
    strength: str
    films: int
    points: int
    moved_share: float | None
    changed_share: float | None
    ages: int
    age_median_years: float | None
    age_p95_years: float | None
    rejected_share: float


def stress_rows(
    predictor: Predictor,
    films: Iterable[Film],
    kinds: dict[str, Sequence[tuple[str, Disturbance]]],
    on_film: Callable[[int], None],
    batch: int = 1,
    seed: int = 0,
) -> list[StressRow]:
    """Read every film once as it is and once for every kind and strength; `batch` in a pass."""
    ages = AgeRange.of(predictor.standard)
    steps = [(kind, *one) for kind, strengths in kinds.items() for one in strengths]
    names = [(UNDISTURBED, ""), *((kind, strength) for kind, strength, _ in steps)]
    changes: dict[tuple[str, str], list[FilmChange]] = {name: [] for name in names}
    for place, film in enumerate(films):
        grey = clipped(as_grey_255(film.grey))
        versions = [Disturbed(grey)]
        versions += [step(grey, np.random.default_rng([seed, place])) for _, _, step in steps]
        asked = [film_of_array(v.grey, film.sex, film.age_years, film.name) for v in versions]
        readings: list[HandReading] = []
        for start in range(0, len(asked), batch):
            readings += predictor.read_batch(asked[start : start + batch])
        for name, version, reading in zip(names, versions, readings, strict=True):
            size_hw = version.grey.shape
            found = change(readings[0], reading, version.from_film, size_hw, ages)
            changes[name].append(found)
        on_film(place + 1)
    return [row_of(kind, strength, own) for (kind, strength), own in changes.items()]


def change(
    plain: HandReading,
    disturbed: HandReading,
    from_film: Affine,
    size_hw: tuple[int, ...],
    ages: AgeRange,
    schema: HandSchema = HAND,
) -> FilmChange:
    """Compare two readings of one film; points of the disturbed one go back to the film's pixels.

    from_film, size_hw:  of the disturbed film; a point that was cut off counts nowhere.
    """
    back = from_film.inverse()
    before, after = points_px(plain, schema), back(points_px(disturbed, schema))
    known = np.isfinite(before).all(axis=1)
    length_px = hand_length_px(before, known, schema)
    there = from_film(before)
    with np.errstate(invalid="ignore"):
        inside = ((there >= 0) & (there < (size_hw[1], size_hw[0]))).all(axis=1)
        use = known & inside & (length_px is not None)
        move = np.linalg.norm(after - before, axis=1) / (length_px or np.nan)
    stays = np.array([plain.bones[n].stage == disturbed.bones[n].stage for n in schema.names])
    years = [age_years(reading, ages) for reading in (plain, disturbed)]
    return FilmChange(
        points=int(use.sum()),
        # A bone that is not found any more has NaN, which is within nothing.
        moved=int((use & ~(move <= MOVED_SHARE)).sum()),
        changed=int((use & ~stays).sum()),
        age_years=None if None in years else float(years[1] - years[0]),  # type: ignore[operator]
        rejected=disturbed.verdict == "rejected",
    )


def points_px(reading: HandReading, schema: HandSchema) -> np.ndarray:
    """(K, 2), NaN where not found."""
    return np.array([reading.bones[n].xy_px or (np.nan, np.nan) for n in schema.names], float)


def age_years(reading: HandReading, ages: AgeRange) -> float | None:
    """Bone age, a bound at the curve's end; None where there is neither."""
    if reading.bone_age_bound is not None:
        ends = dict(zip(BOUNDS, ages.ends_months(reading.sex), strict=True))
        return ends[reading.bone_age_bound] / 12
    return None if reading.bone_age_months is None else reading.bone_age_months / 12


def row_of(kind: str, strength: str, changes: Sequence[FilmChange]) -> StressRow:
    """Sum up the films of one disturbance."""
    points = sum(one.points for one in changes)
    ages = np.array([abs(one.age_years) for one in changes if one.age_years is not None])
    return StressRow(
        kind=kind,
        strength=strength,
        films=len(changes),
        points=points,
        moved_share=sum(one.moved for one in changes) / points if points else None,
        changed_share=sum(one.changed for one in changes) / points if points else None,
        ages=len(ages),
        age_median_years=float(np.median(ages)) if len(ages) else None,
        age_p95_years=float(np.percentile(ages, 95)) if len(ages) else None,
        rejected_share=sum(one.rejected for one in changes) / len(changes),
    )


def stress_table(rows: Sequence[StressRow]) -> Table:
    """One line a disturbance and strength."""
    heads = ("points moved %", "stages changed %", "n ages", "age median y", "age 95 % y")
    return Table(
        f"Stress test on {rows[0].films if rows else 0} films",
        ("disturbance", "strength", *heads, "rejected %"),
        tuple(
            (
                row.kind,
                row.strength,
                percent(row.moved_share),
                percent(row.changed_share),
                str(row.ages),
                number(row.age_median_years),
                number(row.age_p95_years),
                percent(row.rejected_share),
            )
            for row in rows
        ),
        f"Against the reading of the same film undisturbed. Moved: by more than {MOVED_SHARE:.0%} "
        "of hand length, or lost; changed: another stage, or none. A point that the disturbance "
        "cut off the film counts nowhere. Ages: absolute change, where both readings have one.",
    )
