"""The posterior of a bone nobody rated, given the bones that were.

The model, stated: a hand has one tempo, an age tau. A bone enters stage s when tau, shifted by
the bone's own advance, passes the stage's onset age; the advance is logistic with mean 0 and an SD
that the standard's `stage_onsets` declare, and independent between bones. Every tau of the grid is
equally likely beforehand. Bayes' rule on the rated bones gives the posterior of tau, and the
unrated bone is the mixture over it. Two unrated bones share their tau, so their joint distribution
is mixed too (`imputed_score_distribution`); taken as independent they would make the interval too
narrow.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from boneage_kp.schema.records import Sex
from boneage_kp.standards.convolution import score_distributions
from boneage_kp.standards.faults import ScoringError
from boneage_kp.standards.posteriors import check_posteriors
from boneage_kp.standards.scoring import check_stages
from boneage_kp.standards.standard import StageOnsets, Standard

_GRID_STEP_YEARS = 1 / 12
# The grid ends this far after the last onset: later tempos look all alike, every bone mature.
_GRID_BEYOND_YEARS = 2.0
_LOGISTIC_SD = np.pi / np.sqrt(3)  # SD of the logistic distribution with scale 1


@dataclass(frozen=True, eq=False)
class Imputation:
    """Posteriors of a hand of which some bones were not rated.

    posteriors:       (K, S) rated bones as rated, unrated bones from the mixture over tempo.
    imputed:          names of the bones that were not rated.
    tempo_years:      (G,) grid of tempos; tempo_weights: (G,) their posterior, sums to 1.
    given_tempo:      (G, K, S) what each unrated bone would be at each tempo; rated ones as rated.
    model:            one sentence for the report.
    """

    standard: Standard
    sex: Sex
    posteriors: np.ndarray
    imputed: tuple[str, ...]
    tempo_years: np.ndarray
    tempo_weights: np.ndarray
    given_tempo: np.ndarray
    model: str

    def posterior_of(self, bone: str) -> dict[str, float]:
        """Stage -> probability of one bone."""
        self.standard.check_bone(bone)
        row = self.posteriors[self.standard.bones.index(bone)]
        return {s: float(p) for s, p in zip(self.standard.stages[bone], row, strict=False)}


def impute_posteriors(
    standard: Standard,
    sex: Sex,
    stages: Mapping[str, str | None],
    rated_posteriors: np.ndarray | None = None,
) -> Imputation:
    """Fill in the bones that were not rated, from those that were.

    stages:            stage by bone; absent or None means not rated.
    rated_posteriors:  (K, S) to use for the rated bones in place of certainty; rows of unrated
                       bones are not looked at. None takes the rated stages as certain.
    """
    onsets = _onsets(standard)
    check_stages(standard, stages)
    rated = np.array([stages.get(bone) is not None for bone in standard.bones])
    if not rated.any():
        raise ScoringError(
            f"no bone is rated; wanted at least one of {', '.join(standard.bones)} to impute from"
        )
    evidence = _evidence(standard, stages, rated, rated_posteriors)
    tempo_years, given_tempo = _stages_given_tempo(standard, sex)
    likelihood = (given_tempo * evidence).sum(axis=2)[:, rated]  # (G, rated bones)
    log_weight = np.log(likelihood).sum(axis=1)
    weights = np.exp(log_weight - log_weight.max())
    weights /= weights.sum()
    given_tempo = given_tempo.copy()  # the table itself is kept
    given_tempo[:, rated] = evidence[rated]
    mixture = np.tensordot(weights, given_tempo, 1)
    model = (
        f"unrated bones from the rated ones: one tempo for the hand, per-bone scatter of "
        f"{onsets.scatter_sd_years:g} years (logistic), flat prior; stage onsets {onsets.source}"
    )
    imputed = tuple(b for b, known in zip(standard.bones, rated, strict=True) if not known)
    return Imputation(standard, sex, mixture, imputed, tempo_years, weights, given_tempo, model)


def imputed_score_distribution(imputation: Imputation, beta: float = 1.0) -> np.ndarray:
    """(T + 1,) score distribution in which the unrated bones share their tempo.

    beta:  exponent on the rated bones' posteriors; the imputed ones, a model's, stay as they are.
    """
    standard, rows = imputation.standard, imputation.given_tempo.copy()
    rated = np.array([bone not in imputation.imputed for bone in standard.bones])
    rows[:, rated] = check_posteriors(standard, rows, beta)[:, rated]
    relevant = imputation.tempo_weights > 1e-15  # what is left out cannot move a printed digit
    weights = imputation.tempo_weights[relevant]
    distributions = score_distributions(standard, imputation.sex, rows[relevant])
    return weights @ distributions / weights.sum()


def _onsets(standard: Standard) -> StageOnsets:
    if standard.stage_onsets is None:
        raise ScoringError(
            f"standard {standard.id!r} has no stage_onsets.csv, so unrated bones cannot be imputed "
            "with it. Rate every bone, or use a standard that ships stage onsets, e.g. tw3_rus."
        )
    return standard.stage_onsets


def _evidence(
    standard: Standard,
    stages: Mapping[str, str | None],
    rated: np.ndarray,
    rated_posteriors: np.ndarray | None,
) -> np.ndarray:
    """(K, S) what is known of each rated bone; rows of unrated bones are 0."""
    evidence = np.zeros((len(standard.bones), int(standard.stage_counts.max())))
    if rated_posteriors is not None:
        filled = np.where(rated[:, None], rated_posteriors, np.eye(1, evidence.shape[1]))
        evidence[rated] = check_posteriors(standard, filled[None])[0][rated]
        return evidence
    for k in np.flatnonzero(rated):
        bone = standard.bones[k]
        evidence[k, standard.stages[bone].index(str(stages[bone]))] = 1.0
    return evidence


@lru_cache(maxsize=16)
def _stages_given_tempo(standard: Standard, sex: Sex) -> tuple[np.ndarray, np.ndarray]:
    """((G,) tempos in years, (G, K, S) probability of every stage at each tempo).

    Kept, since a live score asks thirteen times a key.
    """
    onsets = _onsets(standard)
    years = onsets.years[sex]
    last = max(max(of_bone) for of_bone in years.values() if of_bone)
    tempo = np.arange(0.0, last + _GRID_BEYOND_YEARS, _GRID_STEP_YEARS)
    scale = onsets.scatter_sd_years / _LOGISTIC_SD
    table = np.zeros((len(tempo), len(standard.bones), int(standard.stage_counts.max())))
    for k, bone in enumerate(standard.bones):
        edges = np.array([-np.inf, *years[bone], np.inf])
        table[:, k, : len(edges) - 1] = _between(tempo[:, None], edges[:-1], edges[1:], scale)
    tempo.flags.writeable = table.flags.writeable = False
    return tempo, table


def _between(
    tempo: np.ndarray, onset: np.ndarray, following: np.ndarray, scale: float
) -> np.ndarray:
    """Probability that a logistic advance puts a bone past `onset` and not past `following`.

    Written as a product: the plain difference of two sigmoids loses all digits far from the onset.
    """
    past, not_yet = (tempo - onset) / scale, (following - tempo) / scale
    gap = 1 - np.exp(-(following - onset) / scale)
    return _sigmoid(past) * _sigmoid(not_yet) * gap


def _sigmoid(x: np.ndarray) -> np.ndarray:
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, small) / (1 + small)
