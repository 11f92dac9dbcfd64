"""What makes stage posteriors honest: a temperature a bone, and an offset for each of its stages.

One stage map serves all bones, so a bone whose growth plate looks a little older or younger than
the others' is read a little wrong throughout: offsets take that out. They also carry how common
each stage is among the bones fitted on. Letters: N bones of one name, S stages.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from boneage_kp.engine.calibration import TEMPERATURE_RANGE

# Below this a bone is not worth fitting: the network's own posteriors are kept.
MIN_BONES = 30
PRIOR_BONES = 10.0  # how many bones the wish for offsets of 0 is worth
_STEPS = 50
_SMALL = 1e-9


@dataclass(frozen=True)
class StageScale:
    """The posterior becomes p^(1 / temperature) * exp(offset), normalised."""

    temperature: float
    offsets: tuple[float, ...]


def fit_stage_scales(
    posterior: np.ndarray, truth: np.ndarray, names: Sequence[str]
) -> Mapping[str, StageScale]:
    """By bone. posterior: (N, K, S), NaN where not read; truth: (N, K), -1 where not rated."""
    use = (truth >= 0) & np.isfinite(posterior).all(axis=-1)
    return {
        name: fit_stage_scale(posterior[use[:, k], k], truth[use[:, k], k])
        for k, name in enumerate(names)
    }


def fit_stage_scale(posterior: np.ndarray, truth: np.ndarray) -> StageScale:
    """The scale under which the true stages are most likely.

    posterior:  (N, S); truth: (N,) index of the true stage. A bone whose true stage was ruled out
                is left out: no scale brings that back.
    returns:    the one that changes nothing where there are too few to fit.
    """
    stages = posterior.shape[1]
    possible = posterior[np.arange(len(truth)), truth] > 0
    posterior, truth = posterior[possible], truth[possible]
    if len(truth) < MIN_BONES:
        return StageScale(1.0, (0.0,) * stages)
    fitted = _newton(_Likelihood(posterior, truth))
    low, high = TEMPERATURE_RANGE
    temperature = float(np.clip(1 / max(fitted[0], 1 / high), low, high))
    offsets = fitted[1:] * (posterior > 0).any(axis=0)
    return StageScale(round(temperature, 4), tuple(round(float(o), 4) for o in offsets))


class _Likelihood:
    """Penalised -log likelihood over (1 / temperature, offsets): convex, hence one least value."""

    def __init__(self, posterior: np.ndarray, truth: np.ndarray) -> None:
        self.ruled_out = posterior <= 0
        log_p = np.log(np.where(self.ruled_out, 1.0, posterior))
        n, stages = posterior.shape
        # One column for the inverse temperature, then one for each stage's offset.
        self.features = np.concatenate(
            [log_p[:, :, None], np.broadcast_to(np.eye(stages), (n, stages, stages))], axis=2
        )
        self.truth = truth
        self.rows = np.arange(n)

    def log_chances(self, at: np.ndarray) -> np.ndarray:
        logits = np.where(self.ruled_out, -np.inf, self.features @ at)
        logits = logits - logits.max(axis=1, keepdims=True)
        return np.asarray(logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)))

    def cost(self, at: np.ndarray) -> float:
        unlikely = -self.log_chances(at)[self.rows, self.truth].sum()
        return float(unlikely + 0.5 * PRIOR_BONES * (at[1:] ** 2).sum())

    def slope(self, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Gradient (1 + S,) and Hessian (1 + S, 1 + S)."""
        chances = np.exp(self.log_chances(at))
        mean = np.einsum("ns,nsf->nf", chances, self.features)
        gradient = (mean - self.features[self.rows, self.truth]).sum(axis=0)
        weighted = self.features * chances[:, :, None]
        hessian = np.einsum("nsf,nsg->fg", weighted, self.features)
        hessian -= mean.T @ mean
        # Bones that are all told apart would want an endless temperature: a breath of prior there.
        prior = np.array([_SMALL] + [PRIOR_BONES] * (len(at) - 1))
        return gradient + prior * at, hessian + np.diag(prior)


def _newton(likelihood: _Likelihood) -> np.ndarray:
    """From what changes nothing; steps are halved until they help."""
    stages = likelihood.features.shape[1]
    at = np.concatenate([[1.0], np.zeros(stages)])
    cost = likelihood.cost(at)
    for _ in range(_STEPS):
        gradient, hessian = likelihood.slope(at)
        step = np.linalg.solve(hessian, gradient)
        share = 1.0
        while share > _SMALL and likelihood.cost(at - share * step) > cost:
            share /= 2
        at = at - share * step
        before, cost = cost, likelihood.cost(at)
        if before - cost < _SMALL * max(1.0, abs(cost)):
            break
    return at
