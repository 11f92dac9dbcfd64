"""What the interval comes from, in sentences: median, mean, and the bones that widen it."""

from boneage_kp.report.hand_score import HandScore
from boneage_kp.report.page.facts import ScoredReading
from boneage_kp.report.page.words import bone_words
from boneage_kp.report.words import Words


def interval_lines(scored: ScoredReading, words: Words) -> list[str]:
    """Median and mean of the distribution, then which bones bring the doubt."""
    if scored.sheet is None:
        return []
    lines = [_middle_line(scored, scored.sheet, words), _doubt_line(scored.sheet, words)]
    return [line for line in lines if line]


def _middle_line(scored: ScoredReading, sheet: HandScore, words: Words) -> str:
    """The reading's own median and mean; the mean leaves the bounds out, and says so."""
    median, mean = scored.reading.age_median_months, scored.reading.age_mean_months
    if median is None:
        return ""
    median_years = words.number(median / 12, 2)
    if mean is None:
        return words("median_only", median=median_years)
    said = words("middle", median=median_years, mean=words.number(mean / 12, 2))
    excluded = sheet.distribution.excluded_probability if sheet.distribution else 0.0
    if excluded < 0.005:
        return said
    return f"{said} {words('left_out', share=words.percent(excluded))}"


def _doubt_line(sheet: HandScore, words: Words) -> str:
    """The two or three bones that widen the interval most, and what certainty would give."""
    if sheet.shares is None:
        certain = all(p == 1 for p in sheet.stage_probabilities.values())
        return words("no_doubt") if certain else ""
    ranked = sorted(sheet.shares, key=lambda share: -share.score_variance_share)
    felt = [one for one in ranked[:3] if one.score_variance_share >= 0.05]
    if not felt:
        return ""
    named = [
        words(
            "share", bone=bone_words(one.bone, words), share=words.percent(one.score_variance_share)
        )
        for one in felt
    ]
    bones = ", ".join(named[:-1]) + words("list_and") + named[-1] if len(named) > 1 else named[0]
    narrowing = felt[0].narrowing_months / 12
    if narrowing < 0.05:
        return words("widest_plain", bones=bones)
    first = bone_words(felt[0].bone, words)
    return words("widest", bones=bones, bone=first, years=words.number(narrowing, 1))
