"""Two readings of one hand side by side: what one changed stage does to score and age."""

from boneage_kp.report.hand_score import HandScore
from boneage_kp.report.score_sheet import DISCLAIMER, bone_age_text, quantile_text


def score_comparison(before: HandScore, after: HandScore) -> str:
    """A table with the old and the new stage, points and sum; changed bones are marked."""
    head = f"{'':<2}{'bone':<10}{'old':>6}{'points':>8}{'total':>8}   {'new':>6}{'points':>8}"
    lines = [f"{head}{'total':>8}{'change':>8}"]
    for old, new in zip(before.sheet.lines, after.sheet.lines, strict=True):
        changed = old.stage != new.stage
        lines.append(
            f"{'* ' if changed else '  '}{old.bone:<10}{old.stage:>6}{old.points:>8}"
            f"{old.running_total:>8}   {new.stage:>6}{new.points:>8}{new.running_total:>8}"
            f"{f'{new.points - old.points:+d}' if changed else '':>8}".rstrip()
        )
    rule = "-" * len(lines[0])
    change = after.sheet.total - before.sheet.total
    total = f"  {'score':<10}{before.sheet.total:>22}   {after.sheet.total:>22}{change:>+8d}"
    return "\n".join([lines[0], rule, *lines[1:], rule, total, "", *_ages(before, after), ""])


def _ages(before: HandScore, after: HandScore) -> list[str]:
    lines = [f"{'Bone age':<12}{bone_age_text(before)} -> {bone_age_text(after)}"]
    old, new = before.bone_age.age_months, after.bone_age.age_months
    if old is not None and new is not None:
        lines[0] += f" ({(new - old) / 12:+.2f} years)"
    if before.distribution is not None or after.distribution is not None:
        lines.append(f"{'Interval':<12}{_interval(before)} -> {_interval(after)}")
    return [*lines, f"{'Standard':<12}{after.standard.id}, tables {after.standard.digest[:16]}"]


def _interval(hand: HandScore) -> str:
    if hand.distribution is None:
        return "none"
    low, high = (quantile_text(hand, end) for end in hand.distribution.interval())
    return f"{low} to {high}"


def comparison_sheet(before: HandScore, after: HandScore) -> str:
    """The comparison on its own, with the disclaimer every sheet ends with."""
    return f"{score_comparison(before, after)}\n{DISCLAIMER}"
