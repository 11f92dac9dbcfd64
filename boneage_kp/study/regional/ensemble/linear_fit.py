"""The linear ensemble: months as intercept + weights times the members' months, no weight below 0.

Non-negative least squares: members say nearly the same, and plain least squares would set one of
them off against another with weights far above 1 that hold for the films of the fit alone. The
intercept is free; it takes up the members' common bias.
"""

import numpy as np

from boneage_kp.engine.regional.ensemble_file import Combination

FOLDS = 5
FILMS_A_MEMBER = 2
LEAST_FILMS = 10


def fitted(months: np.ndarray, truth_months: np.ndarray, usable: np.ndarray) -> Combination:
    """The combination of the members that are usable; the others get no weight.

    months:  (N, members); truth_months: (N,); usable: (members,) bool.
    """
    weights = np.zeros(months.shape[1])
    given = months[:, usable]
    means = given.mean(axis=0)
    mean = float(truth_months.mean())
    weights[usable] = non_negative(given - means, truth_months - mean)
    intercept = mean - float(means @ weights[usable])
    return Combination(intercept, [float(weight) for weight in weights])


def non_negative(a: np.ndarray, b: np.ndarray, tolerance: float = 1e-9) -> np.ndarray:
    """x >= 0 that brings (N, M) a @ x closest to (N,) b, by Lawson and Hanson's active set."""
    count = a.shape[1]
    x, free = np.zeros(count), np.zeros(count, bool)
    limit = tolerance * max(float(np.abs(a.T @ b).max(initial=0.0)), 1e-300)
    for _ in range(3 * count + 1):
        slope = np.where(free, -np.inf, a.T @ (b - a @ x))
        if free.all() or slope.max() <= limit:
            break
        free[int(slope.argmax())] = True
        trial = np.zeros(count)
        while free.any():
            trial = np.zeros(count)
            trial[free] = np.linalg.lstsq(a[:, free], b, rcond=None)[0]
            below = free & (trial <= 0)
            if not below.any():
                break
            # As far towards the trial as no weight falls below 0; those that reach it are held.
            steps = x[below] / np.maximum(x[below] - trial[below], 1e-300)
            x = x + float(steps.min()) * (trial - x)
            free &= x > tolerance
            x[~free] = 0.0
        x = np.where(free, trial, 0.0)
    return x


def cross_fitted(months: np.ndarray, truth_months: np.ndarray, usable: np.ndarray) -> np.ndarray:
    """(N,) months, each film answered by a combination that was fitted on the other folds."""
    fold = np.arange(len(truth_months)) % FOLDS
    answers = np.full(len(truth_months), np.nan)
    for left in range(FOLDS):
        test = fold == left
        if test.any() and not test.all():
            combination = fitted(months[~test], truth_months[~test], usable)
            answers[test] = combination.answer(months[test])
    return answers


def films_wanted(members: int) -> int:
    """The least films to fit so many members on."""
    return max(LEAST_FILMS, FILMS_A_MEMBER * (members + 1))
