"""The figures of a comparison of TJ-Nets: one row a network, as a table and as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from boneage_kp.codec.age_labels import sex_number
from boneage_kp.evaluation.words import Table, number, percent
from boneage_kp.study.tj_net.reading import Said, Trained, errors_months
from boneage_kp.study.tj_net.sex_weights import SexWeights


@dataclass(frozen=True, eq=False)
class Read:
    """One network, its weights from sex to age, and what it says of every film."""

    trained: Trained
    weights: SexWeights
    said: list[Said]


@dataclass(frozen=True)
class Row:
    """One network over all films; None where there is nothing to measure.

    mae_months, bias_months:   of the expected age, the film's sex told.
    mae_most_probable_months:  of the likeliest class; mae_untold_months: expected, sex not told.
    sex_right:     share of the films of known sex whose sex block 5 reads.
    share_inside:  mean over the films of the share of block 4's activation in the bones' regions.
    even_inside:   what it would be if all of a film were equally active.
    ratio_inside:  mean over the films of the one over the other.
    """

    films: int
    mae_months: float | None
    mae_most_probable_months: float | None
    bias_months: float | None
    mae_untold_months: float | None
    sex_right: float | None
    share_inside: float | None
    share_inside_sd: float | None
    even_inside: float | None
    ratio_inside: float | None
    sex_to_age_strength: float


def row_of(read: Read) -> Row:
    """What a network's answers come to."""
    said = read.said
    expected = errors_months(said, "expected")
    inside = [one.inside for one in said if one.inside is not None]
    share = np.array([one.share for one in inside])
    return Row(
        films=len(said),
        mae_months=_mean(np.abs(expected)),
        mae_most_probable_months=_mean(np.abs(errors_months(said, "most_probable"))),
        bias_months=_mean(expected),
        mae_untold_months=_mean(np.abs(errors_months(said, "untold"))),
        sex_right=_sex_right(said),
        share_inside=_mean(share),
        share_inside_sd=float(share.std(ddof=1)) if len(share) > 1 else None,
        even_inside=_mean(np.array([one.even for one in inside])),
        ratio_inside=_mean(np.array([one.ratio for one in inside])),
        sex_to_age_strength=read.weights.strength,
    )


def to_json(rows: Mapping[str, Row]) -> dict[str, dict[str, float | None]]:
    return {label: asdict(row) for label, row in rows.items()}


def age_table(rows: Mapping[str, Row]) -> Table:
    """Errors of the age, and what block 5 reads."""
    return Table(
        title="Errors, months",
        columns=("network", "films", "MAE", "likeliest", "bias", "sex untold", "sex right, %"),
        rows=tuple(
            (
                label,
                str(row.films),
                number(row.mae_months),
                number(row.mae_most_probable_months),
                number(row.bias_months),
                number(row.mae_untold_months),
                percent(row.sex_right),
            )
            for label, row in rows.items()
        ),
        note="MAE and bias are those of the expected age, the mean of the classes. Likeliest: MAE "
        "of the most probable class. Sex untold: MAE of the expected age when the network is not "
        "told the film's sex; with block 5 it then reads it itself.",
    )


def inside_table(rows: Mapping[str, Row], radius: float) -> Table:
    """Where block 4 is active."""
    return Table(
        title="Activation inside the regions of the rated bones",
        columns=("network", "inside, %", "SD", "evenly, %", "times"),
        rows=tuple(
            (
                label,
                percent(row.share_inside),
                percent(row.share_inside_sd),
                percent(row.even_inside),
                number(row.ratio_inside),
            )
            for label, row in rows.items()
        ),
        note=f"A region is the disc of {radius:g} hand lengths round a true growth plate; where "
        "discs overlap they count once. Evenly: what would lie inside if all of the film were "
        "equally active. "
        "Means over the films; activation is the mean over block 4's channels, behind its CBAM "
        "where there is one.",
    )


def _sex_right(said: Sequence[Said]) -> float | None:
    """A film that block 5 gives exactly one half counts as wrong."""
    known = [one for one in said if one.record.sex is not None and np.isfinite(one.male)]
    right = [(one.male - 0.5) * sex_number(one.record.sex) > 0 for one in known]
    return _mean(np.array(right, float))


def _mean(values: np.ndarray) -> float | None:
    return float(values.mean()) if len(values) else None
