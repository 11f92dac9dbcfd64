"""How many pictures that are no hands were rejected, and by which checks."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from boneage_kp.evaluation.words import Table, percent
from boneage_kp.schema.records import HandReading


@dataclass(frozen=True)
class RejectionRow:
    """Pictures of one kind, or of all.

    aged:     not rejected and given a bone age or a bound: the harm there is.
    reasons:  check -> how many pictures it spoke against, most frequent first.
    """

    kind: str
    pictures: int
    rejected: int
    aged: int
    reasons: dict[str, int]

    @property
    def rejected_share(self) -> float:
        return self.rejected / self.pictures


def rejection_rows(readings: Sequence[tuple[str, HandReading]]) -> list[RejectionRow]:
    """All together first, then kind by kind. readings: (kind, reading) of each picture."""
    kinds = list(dict.fromkeys(kind for kind, _ in readings))
    every = [_row("all", [reading for _, reading in readings])]
    return every + [_row(kind, [r for own, r in readings if own == kind]) for kind in kinds]


def _row(kind: str, readings: Sequence[HandReading]) -> RejectionRow:
    rejected = [reading for reading in readings if reading.verdict == "rejected"]
    checks = Counter(reason.split(":")[0] for one in rejected for reason in one.reasons)
    aged = [
        reading
        for reading in readings
        if reading.verdict != "rejected"
        and (reading.bone_age_months is not None or reading.bone_age_bound is not None)
    ]
    return RejectionRow(kind, len(readings), len(rejected), len(aged), dict(checks.most_common()))


def rejection_table(rows: Sequence[RejectionRow]) -> Table:
    return Table(
        "Pictures that are no hands",
        ("kind", "pictures", "rejected", "rejected %", "given an age", "by the checks"),
        tuple(
            (
                row.kind,
                str(row.pictures),
                str(row.rejected),
                percent(row.rejected_share),
                str(row.aged),
                ", ".join(f"{name} {count}" for name, count in list(row.reasons.items())[:4]),
            )
            for row in rows
        ),
        "Drawn pictures, none is anybody's. A foot has rays of long bones with plates as a hand "
        "has, and is the hardest.",
    )
