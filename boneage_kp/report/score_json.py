"""One scored hand as a JSON document, ages in years."""

from typing import Any

from boneage_kp.report.estimated_bones import estimated_stages, widening
from boneage_kp.report.hand_score import HandScore
from boneage_kp.report.score_sheet import DISCLAIMER
from boneage_kp.standards.age_distribution import COVERAGE, AgeQuantile

SCHEMA_VERSION = 1


def interval_basis(hand: HandScore) -> str:
    """What the interval rests on, in the words of JSON and CSV."""
    if hand.imputed:
        return "unrated bones estimated"
    return "stages given as certain" if hand.distribution is None else "stage probabilities"


def in_years(months: float | None) -> float | None:
    """Months as years, rounded far below any meaning."""
    # First to 9 digits: sums in another order must not end up on the other side of a tie.
    return None if months is None else round(round(months / 12, 9), 4)


def hand_document(hand: HandScore, hand_id: str | None = None) -> dict[str, Any]:
    """Everything the sheet says, by name; a bound is a bound and its age null.

    hand_id:  how the file calls the hand; left out for stages from the command line.
    """
    named = {} if hand_id is None else {"id": hand_id}
    return {
        "schema_version": SCHEMA_VERSION,
        **named,
        "standard": {"id": hand.standard.id, "digest": hand.standard.digest},
        "sex": str(hand.sex),
        "age_years": None if hand.age_years is None else round(hand.age_years, 4),
        "bones": _bones(hand),
        "score": hand.sheet.total,
        "bone_age_years": in_years(hand.bone_age.age_months),
        "bone_age_bound": hand.bone_age.bound,
        "bone_age_reason": hand.bone_age.reason,
        "table_rows": [
            {"score": row.score, "age_years": in_years(row.age_months)}
            for row in hand.bone_age.rows
        ],
        "interval_basis": interval_basis(hand),
        "distribution": _distribution(hand),
        "z_score": _z_score(hand),
        "note": DISCLAIMER,
    }


def _bones(hand: HandScore) -> list[dict[str, Any]]:
    return [
        {
            "bone": line.bone,
            "stage": line.stage,
            "probability": round(hand.stage_probabilities[line.bone], 6),
            "rated": line.bone not in hand.imputed,
            "points": line.points,
            "running_total": line.running_total,
        }
        for line in hand.sheet.lines
    ]


def _distribution(hand: HandScore) -> dict[str, Any] | None:
    if hand.distribution is None or hand.shares is None:
        return None
    low, high = hand.distribution.interval()
    return {
        "coverage": COVERAGE,
        "low": _quantile(low),
        "median": _quantile(hand.distribution.median),
        "high": _quantile(high),
        "mean_years": in_years(hand.distribution.mean_months),
        "probability_below_first_row": round(hand.distribution.below_probability, 6),
        "probability_mature": round(hand.distribution.mature_probability, 6),
        "assumption": "bones err independently of each other",
        "model_of_unrated_bones": hand.imputation.model if hand.imputation else None,
        "estimated_stages": _rounded(estimated_stages(hand)),
        "widening": _widening(hand),
        "score_variance_shares": {
            share.bone: round(share.score_variance_share, 6) for share in hand.shares
        },
    }


def _widening(hand: HandScore) -> dict[str, Any] | None:
    """Widths of the interval with the estimated bones as they are, and were they certain."""
    width = widening(hand)
    if width is None:
        return None
    now, certain = in_years(width.months), in_years(width.months_if_certain)
    return {"interval_years": now, "interval_years_were_estimates_certain": certain}


def _rounded(stages_by_bone: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    return {b: {s: round(p, 6) for s, p in stages.items()} for b, stages in stages_by_bone.items()}


def _quantile(quantile: AgeQuantile) -> dict[str, Any]:
    return {
        "score": quantile.score,
        "age_years": in_years(quantile.age_months),
        "bound": quantile.bound,
    }


def _z_score(hand: HandScore) -> dict[str, Any] | None:
    if hand.age_years is None:
        return None
    if hand.z is None or hand.z.z is None:
        return {"z": None, "reason": hand.z_reason}
    own = hand.standard.reference_sd is not None and hand.standard.reference_sd.own
    return {
        "z": round(hand.z.z, 4),
        "sd_years": in_years(hand.z.sd_months),
        "sd_source": hand.z.source,
        "sd_is_substitute": not own,
    }
