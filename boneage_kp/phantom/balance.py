"""Balanced drawing: every stage of every bone about equally often, hands still of one piece.

A hand is drawn at a place in [0, 1). The place gives a tempo, and each bone an offset in stages,
at most 1.5, from where that tempo would have it. Both are solved together, once: `solve_course`
writes what `tables/balance.json` stores. What stays uneven is for loss weights.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from boneage_kp.phantom.anatomy_tables import table
from boneage_kp.phantom.maturity_course import maturity_at, top_maturity
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import Sex

MAX_OFFSET_STAGES = 1.5
SCATTER_SD_STAGES = 0.2
_NODES = 121
_TEMPO_YEARS = {Sex.MALE: (0.8, 17.2), Sex.FEMALE: (0.8, 16.0)}
_NOISE = np.linspace(-2.5, 2.5, 41)
_NOISE_WEIGHTS = np.exp(-0.5 * _NOISE**2) / np.exp(-0.5 * _NOISE**2).sum()


@dataclass(frozen=True, eq=False)
class BalancedCourse:
    """Tempo and offsets along the place.

    places:       (N,) rising from 0 to 1.
    tempo_years:  (N,) rising.
    offsets:      (13, N) stages, bones in schema order.
    scatter_sd:   stages; the sum of offset and scatter is held within 1.5.
    """

    places: np.ndarray
    tempo_years: np.ndarray
    offsets: np.ndarray
    scatter_sd: float


@cache
def balanced_course(sex: Sex) -> BalancedCourse:
    """The stored solution."""
    data = table("balance")
    own = data[sex.value]
    places = np.linspace(0.0, 1.0, len(own["tempo_years"]))
    return BalancedCourse(
        places, np.array(own["tempo_years"]), np.array(own["offsets"]), data["scatter_sd_stages"]
    )


def solve_course(sex: Sex, rounds: int = 120) -> BalancedCourse:
    """Solve tempo and offsets together.

    Each bone has a target that rises with the place; offsets follow it as far as 1.5 stages go.
    Targets dwell longer in stages that came out too rare, and tempo follows the bones' mean.
    """
    places = np.linspace(0.0, 1.0, _NODES)
    grid = np.linspace(*_TEMPO_YEARS[sex], 800)
    natural = np.array([[maturity_at(name, sex, t) for t in grid] for name in HAND.names])
    dwell = [np.ones(_stage_count(name)) for name in HAND.names]
    weight = np.ones(len(HAND))
    best: tuple[float, BalancedCourse] | None = None
    for _ in range(rounds):
        targets = np.array([_target(places, d) for d in dwell])
        tempo = _tempo(places, grid, natural, targets, weight)
        at_tempo = np.array([np.interp(tempo, grid, row) for row in natural])
        offsets = np.clip(targets - at_tempo, -MAX_OFFSET_STAGES, MAX_OFFSET_STAGES)
        course = BalancedCourse(places, tempo, offsets, SCATTER_SD_STAGES)
        shares = expected_shares(course, sex)
        unevenness = max(float(s.max() / s.min()) for s in shares)
        if best is None or unevenness < best[0]:
            best = (unevenness, course)
        for k, share in enumerate(shares):
            dwell[k] = np.clip(dwell[k] * (share.mean() / share) ** 0.5, 0.2, 5.0)
        spread = np.array([s.max() / s.min() for s in shares])
        weight = np.clip(weight * (spread / spread.mean()) ** 0.3, 0.2, 8.0)
    assert best is not None
    return best[1]


def expected_shares(course: BalancedCourse, sex: Sex) -> list[np.ndarray]:
    """Share of each stage of each bone, by quadrature over place and scatter."""
    shares = []
    fine = np.linspace(0.0, 1.0, 1001)
    fine = 0.5 * (fine[1:] + fine[:-1])
    tempo = np.interp(fine, course.places, course.tempo_years)
    for k, name in enumerate(HAND.names):
        natural = np.array([maturity_at(name, sex, t) for t in tempo])
        offset = np.interp(fine, course.places, course.offsets[k])
        moved = np.clip(
            offset[:, None] + course.scatter_sd * _NOISE, -MAX_OFFSET_STAGES, MAX_OFFSET_STAGES
        )
        m = np.clip(natural[:, None] + moved, 0.0, top_maturity(name))
        weights = np.broadcast_to(_NOISE_WEIGHTS, m.shape) / len(fine)
        count = np.bincount(m.astype(int).ravel(), weights.ravel(), _stage_count(name))
        shares.append(count)
    return shares


def course_as_json(course: BalancedCourse) -> dict[str, list[float] | list[list[float]]]:
    """The two arrays that the table stores, rounded as it stores them."""
    return {
        "tempo_years": np.round(course.tempo_years, 3).tolist(),
        "offsets": np.round(course.offsets, 3).tolist(),
    }


def _stage_count(name: str) -> int:
    return int(top_maturity(name)) + 1


def _target(places: np.ndarray, dwell: np.ndarray) -> np.ndarray:
    """m along the place: in each stage for as long as its dwell says."""
    borders = np.concatenate([[0.0], np.cumsum(dwell / dwell.sum())])
    return np.interp(places, borders, np.arange(len(borders), dtype=float))


def _tempo(
    places: np.ndarray,
    grid: np.ndarray,
    natural: np.ndarray,
    targets: np.ndarray,
    weight: np.ndarray,
) -> np.ndarray:
    """The tempo at each place at which the bones' natural m is nearest to their targets."""
    over = np.abs(natural[:, :, None] - targets[:, None, :])
    # What 1.5 stages cannot bridge counts most; a small pull keeps the rest near the middle.
    cost = np.clip(over - (MAX_OFFSET_STAGES - SCATTER_SD_STAGES), 0.0, None) ** 2 + 0.05 * over**2
    total = np.tensordot(weight, cost, axes=(0, 0))
    tempo = grid[np.argmin(total, axis=0)]
    tempo = np.maximum.accumulate(tempo)
    kernel = np.hanning(7) / np.hanning(7).sum()
    return np.convolve(np.pad(tempo, 3, mode="edge"), kernel, mode="valid")
