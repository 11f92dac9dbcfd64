"""Score, bone age, interval and z while stages change: cheap enough for every key press."""

from collections.abc import Mapping
from typing import Any

from boneage_kp.annotate.proposal import Proposal
from boneage_kp.annotate.stage_slip import StageSlip, stage_slips
from boneage_kp.engine.widening import flattened
from boneage_kp.quality import QualityLimits
from boneage_kp.quality.stage_agreement import MIN_OTHERS, least_agreement
from boneage_kp.report.hand_score import HandScore, score_hand
from boneage_kp.schema.records import Sex
from boneage_kp.standards import Standard, check_stages
from boneage_kp.standards.age_distribution import COVERAGE

_NO_SEX = "sex is not given; girls and boys have different tables"
_FEW_STAGES = f"fewer than {MIN_OTHERS} bones have a stage: too few to estimate the others from"


def live_score(
    standard: Standard,
    sex: Sex | None,
    age_months: float | None,
    stages: Mapping[str, str | None],
    proposal: Proposal | None,
) -> dict[str, Any]:
    """The answer of POST /api/score.

    stages:    of the rater, by bone; None where not rated.
    proposal:  stands in for bones that the rater has not rated.
    """
    check_stages(standard, stages)
    rated = {name: {stage: 1.0} for name, stage in stages.items() if stage is not None}
    proposed = {} if proposal is None else _proposed(standard, proposal, rated)
    ratings = {**rated, **proposed}
    missing = [name for name in standard.bones if name not in ratings]
    answer = _nothing(standard) | {
        "missing": missing,
        "from_proposal": [name for name in standard.bones if name in proposed],
        "odd": _odd(standard, sex, ratings),
    }
    if sex is None or len(ratings) < MIN_OTHERS:
        return answer | {"reason": _NO_SEX if sex is None else _FEW_STAGES}
    age_years = None if age_months is None else age_months / 12
    hand = score_hand(standard, sex, ratings, age_years, impute=bool(missing))
    answer |= {"estimated": missing} | _distribution(hand) | _sheet(hand, not missing)
    if hand.distribution is None:
        answer["one_stage_off"] = _slips(standard, sex, ratings)
    return answer


def _proposed(
    standard: Standard, proposal: Proposal, rated: Mapping[str, Any]
) -> dict[str, dict[str, float]]:
    """Posteriors of found bones that the rater left to the proposal; each sums to 1.

    Flattened by the network's beta, so that the interval is the one that `infer` gives.
    """
    found = {}
    for name in standard.bones:
        posterior = proposal.bones[name].posterior if name in proposal.bones else {}
        known = {s: p for s, p in posterior.items() if s in standard.stages[name] and p > 0}
        total = sum(known.values())
        if name not in rated and total > 0:
            found[name] = flattened(known, proposal.beta if proposal else 1.0)
    return found


def _nothing(standard: Standard) -> dict[str, Any]:
    ages = ("bone_age_months", "bound", "median_months", "interval_months")
    return {
        "standard_id": standard.id,
        **dict.fromkeys(("score", *ages, "z", "one_stage_off")),
        "interval_bounds": [None, None],
        "coverage": COVERAGE,
        "z_source": "",
        "reason": "",
        "estimated": [],
    }


def _distribution(hand: HandScore) -> dict[str, Any]:
    if hand.distribution is None:
        return {}
    low, high = hand.distribution.interval()
    return {
        "median_months": _rounded(hand.distribution.median.age_months),
        "interval_months": [_rounded(low.age_months), _rounded(high.age_months)],
        "interval_bounds": [low.bound, high.bound],
    }


def _sheet(hand: HandScore, whole: bool) -> dict[str, Any]:
    if not whole:
        return {"reason": "the score needs a stage of every bone"}
    z = None if hand.z is None or hand.z.z is None else round(hand.z.z, 3)
    return {
        "score": hand.sheet.total,
        "bone_age_months": _rounded(hand.bone_age.age_months),
        "bound": hand.bone_age.bound,
        "z": z,
        "z_source": "" if hand.z is None else hand.z.source,
        "reason": hand.z_reason or hand.bone_age.reason,
    }


def _slips(
    standard: Standard, sex: Sex, ratings: Mapping[str, Mapping[str, float]]
) -> dict[str, Any]:
    """In place of an interval: what one stage more or less at one bone would make of the age."""
    certain = {
        bone: next(s for s, p in rating.items() if p > 0) for bone, rating in ratings.items()
    }
    lower, higher = stage_slips(standard, sex, certain)
    return {"lower": _slip(lower), "higher": _slip(higher)}


def _slip(slip: StageSlip) -> dict[str, Any]:
    return {
        "months": _rounded(slip.age_months),
        "bound": slip.bound,
        "bone": slip.bone,
        "stage": slip.stage,
    }


def _odd(
    standard: Standard, sex: Sex | None, ratings: Mapping[str, Mapping[str, float]]
) -> dict[str, Any] | None:
    """The stage that fits the others worst, when the checks of readings would say so too.

    Proposed bones count as much as their posteriors say, so that the first wrong key shows at once.
    """
    whole = {
        name: dict.fromkeys(standard.stages[name], 0.0) | dict(rating)
        for name, rating in ratings.items()
    }
    found = None if sex is None else least_agreement(standard, sex, whole)
    if found is None or found.probability >= QualityLimits().stage_agreement:
        return None
    return {
        "bone": found.bone,
        "stage": found.stage,
        "expected": found.expected_stage,
        "probability": found.probability,
    }


def _rounded(months: float | None) -> float | None:
    return None if months is None else round(months, 2)
