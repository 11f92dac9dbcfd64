"""Tables of bone ages and scores, in years."""

from boneage_kp.evaluation.age import AgeErrors, AgeResult
from boneage_kp.evaluation.words import Table, number, percent, span, years


def _age_cells(errors: AgeErrors) -> tuple[str, ...]:
    figures = (errors.mae_months, errors.rmse_months, errors.bias_months)
    return (
        str(errors.films),
        str(errors.read),
        percent(errors.read_share),
        *(years(value) for value in figures),
    )


def ages_table(result: AgeResult) -> Table:
    """Bone age by band of the true one."""
    groups = [("all", result.overall)]
    groups += [
        (span(band.low_months / 12, band.high_months / 12) + " y", band.errors)
        for band in result.bands
    ]
    return Table(
        "Bone age",
        ("true bone age", "films", "read", "read %", "MAE y", "RMSE y", "bias y"),
        tuple((name, *_age_cells(errors)) for name, errors in groups if errors.films),
        f"{result.at_bound} readings are bounds and count at the curve's end, to which truths are "
        f"clipped; {result.rejected} films were rejected and are not read. In bands of the truth "
        "any imperfect reader is biased towards the middle.",
    )


def agreement_table(result: AgeResult) -> Table:
    """What remains to be said of ages and scores, one figure a row."""
    low, high = result.limits_of_agreement_months or (None, None)
    interval, score = result.interval, result.score
    rows = [
        ("rank correlation (Spearman)", number(result.spearman, 3), result.overall.read),
        ("limits of agreement, lower (y)", years(low), result.overall.read),
        ("limits of agreement, upper (y)", years(high), result.overall.read),
        ("90 % interval holds the truth (%)", percent(interval.coverage), interval.n),
        ("mean width of the interval (y)", years(interval.mean_width_months), interval.n),
        ("score MAE (of 1000)", number(score.mae, 1), score.n),
        ("score bias (of 1000)", number(score.bias, 1), score.n),
    ]
    return Table(
        "Agreement of ages and scores",
        ("figure", "value", "n"),
        tuple((name, value, str(n)) for name, value, n in rows if n),
        "Limits of agreement: bias -/+ 1.96 SD (Bland and Altman 1986).",
    )
