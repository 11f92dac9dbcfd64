"""How mature each bone of a hand is: continuous m by bone, drawn round a tempo the bones share.

Tempo is in years of bone age. A bone's m is the piecewise-linear course through the ages at which
its stages begin, so that its integer part is the stage (0 = A).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from boneage_kp.phantom.balance import balanced_course
from boneage_kp.phantom.maturity_course import (
    maturity_at,
    scatter_sd_years,
    top_maturity,
)
from boneage_kp.phantom.parameters import SamplingParameters
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import Sex

STAGE_LETTERS = "ABCDEFGHI"
TEMPO_RANGE_YEARS = {Sex.MALE: (0.9, 16.8), Sex.FEMALE: (0.8, 15.2)}
MAX_AGE_YEARS = 19.0
AGE_SD_YEARS = 0.9  # Brush Foundation SDs of skeletal age, 0.74-1.0 y over childhood
_KIND_SHARE = 0.5  # of the scatter's variance, shared by bones of a kind

# Unrated bones follow rated neighbours, halfway where two are named.
_NEIGHBOURS: dict[str, tuple[str, ...]] = {
    "mc2": ("mc3",),
    "mc4": ("mc3", "mc5"),
    "pp2": ("pp3",),
    "pp4": ("pp3", "pp5"),
    "mp2": ("mp3", "mp5"),
    "mp4": ("mp3",),
    "dp2": ("dp3", "dp5"),
    "dp4": ("dp3",),
}
_NEIGHBOUR_SD_STAGES = 0.15


@dataclass(frozen=True)
class Subject:
    """Who is drawn: sex, ages, and m of all 21 tubular bones by name."""

    sex: Sex
    tempo_years: float
    age_years: float
    maturity: Mapping[str, float]

    @property
    def size_age_years(self) -> float:
        """The age that size follows: early maturers are tall for their age, but not wholly."""
        return 0.5 * (self.tempo_years + self.age_years)


def draw_subject(parameters: SamplingParameters, rng: np.random.Generator) -> Subject:
    """Draw a person of the parameters' mode."""
    sex = Sex(parameters.sex) if parameters.sex else (Sex.MALE, Sex.FEMALE)[int(rng.integers(2))]
    where = float(rng.random())
    noise = rng.standard_normal(len(HAND) + 6)
    balanced = parameters.mode == "balanced" or (parameters.mode == "mixed" and rng.random() < 0.5)
    if balanced and not parameters.tempo_years:
        tempo, rated = balanced_maturity(sex, where, parameters.bone_scatter * noise)
    else:
        low, high = TEMPO_RANGE_YEARS[sex]
        tempo = parameters.tempo_years or low + where * (high - low)
        rated = natural_maturity(sex, tempo, parameters.bone_scatter * noise)
    own = _NEIGHBOUR_SD_STAGES * parameters.bone_scatter * rng.standard_normal(len(_NEIGHBOURS))
    age = _age_years(sex, tempo, parameters.age_scatter, rng)
    return Subject(sex, tempo, age, rated | _followers(rated, own))


def natural_maturity(sex: Sex, tempo_years: float, noise: np.ndarray) -> dict[str, float]:
    """m of the 13 bones at a tempo.

    noise:  (13 + kinds,) standard normal: a bone's own, then one per kind of bone.
    """
    kinds = sorted({bone.kind for bone in HAND.bones})
    result = {}
    for i, bone in enumerate(HAND.bones):
        shared = noise[len(HAND) + kinds.index(bone.kind)]
        z = np.sqrt(1 - _KIND_SHARE) * noise[i] + np.sqrt(_KIND_SHARE) * shared
        years = scatter_sd_years(bone.name, sex, tempo_years) * float(z)
        result[bone.name] = maturity_at(bone.name, sex, tempo_years + years)
    return result


def balanced_maturity(sex: Sex, where: float, noise: np.ndarray) -> tuple[float, dict[str, float]]:
    """(tempo in years, m of the 13 bones) at a place in [0, 1) of the solved course."""
    course = balanced_course(sex)
    tempo = float(np.interp(where, course.places, course.tempo_years))
    result = {}
    for i, name in enumerate(HAND.names):
        offset = float(np.interp(where, course.places, course.offsets[i]))
        offset = float(np.clip(offset + course.scatter_sd * noise[i], -1.5, 1.5))
        m = maturity_at(name, sex, tempo) + offset
        result[name] = float(np.clip(m, 0.0, top_maturity(name)))
    return tempo, result


def stage_of(maturity: float) -> str:
    """The letter of a maturity: its integer part."""
    return STAGE_LETTERS[int(maturity)]


def _followers(rated: Mapping[str, float], own: np.ndarray) -> dict[str, float]:
    result = {}
    for (name, neighbours), noise in zip(_NEIGHBOURS.items(), own, strict=True):
        m = float(np.mean([rated[n] for n in neighbours])) + float(noise)
        result[name] = float(np.clip(m, 0.0, top_maturity(name)))
    return result


def _age_years(sex: Sex, tempo: float, scatter: float, rng: np.random.Generator) -> float:
    """Chronological age: round the tempo; beyond maturity up to 19 years."""
    z, u = float(np.clip(rng.standard_normal(), -2.2, 2.2)), float(rng.random())
    spread = AGE_SD_YEARS * scatter * min(1.0, tempo / 4.0)  # infants differ by months
    end = TEMPO_RANGE_YEARS[sex][1]
    grown = float(np.clip((tempo - end) / 0.8 + 1.0, 0.0, 1.0)) * min(scatter, 1.0)
    mature = u * (MAX_AGE_YEARS - end) * grown
    return float(np.clip(tempo + spread * z + mature, 0.5 * tempo, MAX_AGE_YEARS))
