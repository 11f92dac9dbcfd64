"""What the numbers of a reading are called on a page: bone age or bound, interval, z-score."""

from typing import NamedTuple

from boneage_kp.report.hand_score import HandScore
from boneage_kp.report.page.facts import ScoredReading
from boneage_kp.report.words import Words
from boneage_kp.schema.records import Sex
from boneage_kp.standards import Standard
from boneage_kp.standards.age_distribution import COVERAGE


class Headline(NamedTuple):
    """A result in large letters.

    number:  "10.8", with unit "years"; or words alone: "Mature", "No bone age".
    more:    what it means, in a line below.
    """

    number: str
    unit: str
    more: str


def headline(scored: ScoredReading, standard: Standard, words: Words) -> Headline:
    """Bone age, bound, or why there is neither."""
    reading = scored.reading
    if reading.bone_age_months is not None:
        number = words.number(reading.bone_age_months / 12, 1)
        return Headline(number, words("years"), years_and_months(reading.bone_age_months, words))
    if reading.bone_age_bound is None or reading.sex is None:
        return Headline(words("no_bone_age"), "", _why_none(scored, words))
    curve = standard.curves[reading.sex]
    if reading.bone_age_bound == "mature":
        end = whole_years(curve.mature_age_months, words)
        return Headline(words("mature"), "", words("mature_more", years=end))
    first = whole_years(curve.first_age_months, words)
    score = str(reading.score)
    more = words("below_more", score=score, first=curve.first_score)
    return Headline(words("below", years=first), "", more)


def _why_none(scored: ScoredReading, words: Words) -> str:
    if scored.reading.verdict == "rejected":
        return words("no_age_rejected")
    return words("no_age_sex" if scored.reading.sex is None else "no_age_other")


def interval_words(scored: ScoredReading, standard: Standard, words: Words) -> str:
    """'9.2 to 12.1'; an open end says which end of the table it lies beyond."""
    reading = scored.reading
    if reading.interval_months is None or reading.sex is None:
        return words("interval_none")
    low, high = reading.interval_months
    first = whole_years(standard.curves[reading.sex].first_age_months, words)
    if low is not None and high is not None:
        return words("to", low=_tenth(low, words), high=_tenth(high, words))
    if low is not None:
        return words("to_mature", low=_tenth(low, words))
    if high is not None:
        return words("from_under", first=first, high=_tenth(high, words))
    # Both ends lie off the curve: at one bound, or one on either side.
    low_bound, high_bound = (end or reading.bone_age_bound for end in reading.interval_bounds)
    ends = [
        words("at_mature") if bound == "mature" else words("under", years=first)
        for bound in (low_bound, high_bound)
    ]
    return ends[0] if ends[0] == ends[1] else words("to", low=ends[0], high=ends[1])


def _tenth(months: float, words: Words) -> str:
    return words.number(months / 12, 1)


def coverage_words(words: Words) -> str:
    return words("interval", coverage=words.percent(COVERAGE))


def whole_years(months: float, words: Words) -> str:
    """An end of a table, which is a round number of years: '2', '16.5'."""
    return f"{months / 12:g}".replace(".", words.decimal_mark)


def years_and_months(months: float, words: Words) -> str:
    years, rest = divmod(round(months), 12)
    return words("years_months", years=years, months=rest)


def z_words(sheet: HandScore, words: Words) -> tuple[str, str]:
    """The z-score, or "none", and what it rests on, or why there is none."""
    reference = sheet.standard.reference_sd
    if reference is None:
        return words("z_none"), words("z_no_sd")
    if sheet.z is None or sheet.z.z is None or sheet.z.sd_months is None:
        rows = reference.rows[sheet.sex]
        low, high = (whole_years(rows[end][0], words) for end in (0, -1))
        return words("z_none"), words("z_outside", low=low, high=high)
    sd = words.number(sheet.z.sd_months / 12, 2)
    note = words("z_own" if reference.own else "z_substitute", sd=sd)
    return words.signed(sheet.z.z, 1), note


def sex_words(sex: Sex | None, words: Words) -> str:
    return words({Sex.FEMALE: "girl", Sex.MALE: "boy", None: "sex_unknown"}[sex])


def bone_words(name: str, words: Words) -> str:
    """What a bone is called; one outside the table goes by its name."""
    return words.texts.get(f"bone.{name}", name)
