"""Stages -> score -> age: scoring standards as data, and the arithmetic on them. Numpy alone.

To add a standard: a folder `tables/<id>/` (or `<id>/` in a folder that the environment variable
BONEAGE_STANDARDS names) with `standard.toml`, `stage_scores.csv`, `score_to_age.csv` and
`SOURCE.md`; no code. `docs/standards.md` shows one; the loader says what is missing.
"""

from boneage_kp.standards.age_distribution import (
    AgeDistribution,
    AgeQuantile,
    AgeSummaries,
    age_distribution,
    age_summaries,
)
from boneage_kp.standards.bone_shares import BoneShare, bone_shares
from boneage_kp.standards.convolution import score_distributions
from boneage_kp.standards.faults import Fault, ScoringError, StandardNotFound, TableError
from boneage_kp.standards.imputation import (
    Imputation,
    impute_posteriors,
    imputed_score_distribution,
)
from boneage_kp.standards.loader import list_standards, load_standard
from boneage_kp.standards.posteriors import check_posteriors, one_hot_posteriors, posteriors_of
from boneage_kp.standards.scoring import (
    BoneAge,
    BoneAges,
    ScoreLine,
    ScoreSheet,
    bone_age,
    bone_ages_months,
    check_stages,
    score_hands,
    total_score,
)
from boneage_kp.standards.standard import Standard
from boneage_kp.standards.z_score import ZScore, z_score

__all__ = [
    "AgeDistribution",
    "AgeQuantile",
    "AgeSummaries",
    "BoneAge",
    "BoneAges",
    "BoneShare",
    "Fault",
    "Imputation",
    "ScoreLine",
    "ScoreSheet",
    "ScoringError",
    "Standard",
    "StandardNotFound",
    "TableError",
    "ZScore",
    "age_distribution",
    "age_summaries",
    "bone_age",
    "bone_ages_months",
    "bone_shares",
    "check_posteriors",
    "check_stages",
    "impute_posteriors",
    "imputed_score_distribution",
    "list_standards",
    "load_standard",
    "one_hot_posteriors",
    "posteriors_of",
    "score_distributions",
    "score_hands",
    "total_score",
    "z_score",
]
