"""The course of a bone's maturity m over tempo, through the ages at which its stages begin."""

from functools import cache

import numpy as np

from boneage_kp.phantom.anatomy_tables import table
from boneage_kp.schema.records import Sex

# A guess (no table of scatter between bones was found), kept modest: SD of a bone's own tempo
# for a stage of 1.5 years; shorter and longer stages scatter less and more.
_SCATTER_SD_YEARS = 0.5
_TYPICAL_STAGE_YEARS = 1.5
_JUST_BELOW = 1e-3
_LAST_STAGE_YEARS = 1.5


def maturity_at(name: str, sex: Sex, tempo_years: float) -> float:
    """m of a bone that is exactly as mature as its tempo says."""
    ages, stages = _course(name, sex)
    return float(np.clip(np.interp(tempo_years, ages, stages), 0.0, top_maturity(name)))


def top_maturity(name: str) -> float:
    """The largest m of a bone: the end of I, for the ulna of H."""
    return (8.0 if name == "ulna" else 9.0) - _JUST_BELOW


def scatter_sd_years(name: str, sex: Sex, tempo_years: float) -> float:
    """SD of a bone's own tempo, by the mean length of the stages round that tempo."""
    ages, _ = _course(name, sex)
    onsets = ages[1:-1]
    durations = np.diff(onsets)
    middles = 0.5 * (onsets[1:] + onsets[:-1])
    length = float(np.interp(tempo_years, middles, durations))
    return _SCATTER_SD_YEARS * float(np.clip(length / _TYPICAL_STAGE_YEARS, 0.4, 1.3))


@cache
def _course(name: str, sex: Sex) -> tuple[np.ndarray, np.ndarray]:
    """(ages, m) that a bone passes through; birth is m = 0."""
    onsets = table("stage_onset")["onset_years"][sex.value][name]
    ages = np.array([0.0, *onsets, onsets[-1] + _LAST_STAGE_YEARS])
    return ages, np.arange(len(ages), dtype=float)
