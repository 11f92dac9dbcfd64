"""A `WholeImageResult` as tables in months and years, and as plain values for JSON."""

from typing import Any

from boneage_kp.evaluation.age import AgeErrors, AgeResult
from boneage_kp.evaluation.age_tables import agreement_table
from boneage_kp.evaluation.whole_image import WholeImageResult
from boneage_kp.evaluation.words import Table, number, span, years


def whole_image_tables(result: WholeImageResult) -> tuple[Table, ...]:
    """All tables, those with nothing in them left out."""
    made = (_errors_table(result), _spread_table(result), agreement_table(result.age))
    return tuple(table for table in made if table.rows)


def whole_image_document(result: WholeImageResult) -> dict[str, Any]:
    """Every figure as JSON takes it, in months; nothing to measure is null."""
    return {
        "title": result.title,
        "median_months": result.median_months,
        "all": _plain(result.age),
        "by_sex": {name: _plain(one) for name, one in result.by_sex.items()},
    }


def _errors_table(result: WholeImageResult) -> Table:
    groups = [("all", result.age), *result.by_sex.items()]
    rows = []
    for name, age in groups:
        rows.append(_row(name, age.overall))
        for band in age.bands:
            if band.errors.films:
                years_of = span(band.low_months / 12, band.high_months / 12)
                rows.append(_row(f"  {name}, {years_of} y", band.errors))
    return Table(
        "Bone age by sex and by true bone age",
        ("films", "n", "read", "MAE mo", "RMSE mo", "bias mo", "MAE y"),
        tuple(rows),
        "MAE is what the RSNA challenge called MAD. Bias is read less true. In bands of the truth "
        "any imperfect reader is biased towards the middle.",
    )


def _spread_table(result: WholeImageResult) -> Table:
    median, read = result.median_months, result.age.overall.read
    rows = [("median absolute error (mo)", number(median), str(read))] if read else []
    return Table("Median error", ("figure", "value", "n"), tuple(rows))


def _row(name: str, errors: AgeErrors) -> tuple[str, ...]:
    figures = (errors.mae_months, errors.rmse_months, errors.bias_months)
    return (
        name,
        str(errors.films),
        str(errors.read),
        *(number(value) for value in figures),
        years(errors.mae_months),
    )


def _plain(age: AgeResult) -> dict[str, Any]:
    limits = age.limits_of_agreement_months
    return {
        **vars(age.overall),
        "spearman": age.spearman,
        "limits_of_agreement_months": None if limits is None else list(limits),
        "interval": dict(vars(age.interval)),
        "bands": [
            {
                "from_months": band.low_months,
                "to_months": None if band.high_months == float("inf") else band.high_months,
                **vars(band.errors),
            }
            for band in age.bands
        ],
    }
