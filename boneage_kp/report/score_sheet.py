"""The sheet of the sum as plain text: every step from stage to bone age, to be checked by hand."""

import textwrap

from boneage_kp.report.estimated_bones import estimated_stages, widening
from boneage_kp.report.hand_score import HandScore
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import Bound, Sex
from boneage_kp.standards.age_distribution import COVERAGE, AgeQuantile
from boneage_kp.standards.bone_shares import BoneShare
from boneage_kp.standards.standard import Standard

WIDTH = 78
_DOUBT_WIDTH = len("  0.70  estimated")
DISCLAIMER = "Research software, not a medical device."
CERTAIN = "none: stages given as certain"
NOT_SURE = (
    "That is no claim that the age is exact: readers differ by a stage here and there. "
    "For an interval, give probabilities: radius=G:0.7,H:0.3"
)
_SEX_WORDS = {Sex.FEMALE: "girl", Sex.MALE: "boy"}
_LABEL = 12  # width of the labels below the table


def score_sheet(hand: HandScore, title: str = "") -> str:
    """One hand: the sum bone by bone, then age, interval, z-score, and what they come from.

    title:  how the hand is called: a file and its row; "" for stages from the command line.
    """
    head = [*([title] if title else []), hand.standard.title, _SEX_WORDS[hand.sex]]
    return "\n".join(
        [
            " · ".join(head),
            "",
            *_table(hand),
            "",
            *_row("Bone age", bone_age_text(hand), hand.bone_age.reason, _arithmetic(hand)),
            *_row("Interval", *_interval_lines(hand)),
            *_row("Age", *_age_lines(hand)),
            *_row("Standard", f"{hand.standard.id}, tables {hand.standard.digest[:16]}"),
            "",
            DISCLAIMER,
        ]
    )


def bone_title(name: str) -> str:
    """What a bone is called in a sentence; a bone outside the 13 goes by its name."""
    return HAND.bone(name).title if name in HAND.names else name


def years(months: float) -> str:
    """Months as years with two decimals, as everywhere in reports."""
    return f"{months / 12:.2f}"


def bone_age_text(hand: HandScore) -> str:
    """'11.68 years', '< 2 years' or 'mature (≥ 15 years)'."""
    if hand.bone_age.age_months is not None:
        return f"{years(hand.bone_age.age_months)} years"
    return bound_text(hand.standard, hand.sex, hand.bone_age.bound)


def bound_text(standard: Standard, sex: Sex, bound: Bound | None) -> str:
    """A bound in words, with the end of the curve it stands for."""
    curve = standard.curves[sex]
    if bound == "mature":
        return f"mature (≥ {curve.mature_age_months / 12:g} years)"
    return f"< {curve.first_age_months / 12:g} years"


def quantile_text(hand: HandScore, quantile: AgeQuantile) -> str:
    """One end of an interval: years, or the bound it fell on."""
    if quantile.age_months is not None:
        return years(quantile.age_months)
    return bound_text(hand.standard, hand.sex, quantile.bound)


def _table(hand: HandScore) -> list[str]:
    doubtful = hand.distribution is not None
    head = f"{'bone':<8} {'':<22} {'stage':>5} {'points':>7} {'total':>7}"
    rule = "-" * (len(head) + (_DOUBT_WIDTH if doubtful else 0))
    lines = [f"{head}  probability" if doubtful else head, rule]
    for line in hand.sheet.lines:
        lines.append(
            f"{line.bone:<8} {bone_title(line.bone):<22} {line.stage:>5} {line.points:>7} "
            f"{line.running_total:>7}{_doubt(hand, line.bone) if doubtful else ''}".rstrip()
        )
    return [*lines, rule, f"{'score':<45}{hand.sheet.total:>8}"]


def _doubt(hand: HandScore, bone: str) -> str:
    note = "  estimated" if bone in hand.imputed else ""
    return f"  {hand.stage_probabilities[bone]:.2f}{note}"


def _row(label: str, *texts: str) -> list[str]:
    """A label and its lines, wrapped beside it."""
    lines: list[str] = []
    for text in texts:
        lines += textwrap.wrap(text, WIDTH - _LABEL) if text else []
    heads = [label] + [""] * (len(lines) - 1)
    return [f"{head:<{_LABEL}}{line}" for head, line in zip(heads, lines, strict=True)]


def _arithmetic(hand: HandScore) -> str:
    """The interpolation with its numbers, where there was one."""
    if hand.bone_age.age_months is None or len(hand.bone_age.rows) < 2:
        return ""
    low, high = hand.bone_age.rows
    low_years, high_years = low.age_months / 12, high.age_months / 12
    return (
        f"{low_years:g} + ({hand.sheet.total} − {low.score}) / ({high.score} − {low.score}) × "
        f"({high_years:g} − {low_years:g}) = {years(hand.bone_age.age_months)}"
    )


def _interval_lines(hand: HandScore) -> list[str]:
    if hand.distribution is None or hand.shares is None:
        return [CERTAIN, NOT_SURE]
    low, high = (quantile_text(hand, end) for end in hand.distribution.interval())
    lines = [f"{COVERAGE:.0%} between {low} and {high}"]
    if low == high:
        lines = [f"{low}, with a probability of {COVERAGE:.0%} or more"]
    middle = [f"median {quantile_text(hand, hand.distribution.median)}"]
    mean, excluded = hand.distribution.mean_months, hand.distribution.excluded_probability
    if mean is not None:
        middle.append(f"mean {years(mean)}")
        if excluded >= 0.005:
            middle[-1] += f" (leaves out {excluded:.0%} that has a bound and no age)"
    lines.append(", ".join(middle))
    if widest := widest_bones(hand.shares):
        lines.append(f"widened most by {', '.join(widest)} (share of the score's variance)")
    lines.append("The bones are taken to err independently of each other.")
    if hand.imputation:
        lines += [*_estimation_lines(hand), f"Model: {' '.join(hand.imputation.model.split())}."]
    return lines


def _estimation_lines(hand: HandScore) -> list[str]:
    """The estimated bones' probabilities, and what estimating them costs in width."""
    lines = []
    for bone, stages in estimated_stages(hand).items():
        chances = ", ".join(f"{stage} {chance:.2f}" for stage, chance in stages.items())
        lines.append(f"{bone} was not rated; estimated as {chances}")
    if (width := widening(hand)) is not None:
        now, certain = years(width.months), years(width.months_if_certain)
        lines.append(f"Estimating widens the interval from {certain} to {now} years.")
    return lines


def widest_bones(shares: tuple[BoneShare, ...], count: int = 3) -> list[str]:
    """The bones that bring most of the doubt, each with its share: 'radius 51 %'."""
    ranked = sorted(shares, key=lambda share: -share.score_variance_share)
    felt = [share for share in ranked[:count] if share.score_variance_share >= 0.01]
    return [f"{share.bone} {share.score_variance_share:.0%}" for share in felt]


def _age_lines(hand: HandScore) -> list[str]:
    if hand.age_years is None:
        return ["not given"]
    lines = [f"{hand.age_years:.2f} years"]
    if hand.bone_age.age_months is not None:
        ahead = hand.bone_age.age_months / 12 - hand.age_years
        word = "ahead of" if ahead >= 0 else "behind"
        lines[0] += f"; bone age {abs(ahead):.2f} years {word} it"
    if hand.z is None or hand.z.z is None:
        return [*lines, f"no z-score: {hand.z_reason}"]
    substitute = "" if _sd_is_own(hand.standard) else " (substitute SD)"
    return [*lines, f"z = {hand.z.z:+.2f}{substitute} = {hand.z.reason}", f"SD: {hand.z.source}"]


def _sd_is_own(standard: Standard) -> bool:
    return standard.reference_sd is not None and standard.reference_sd.own
