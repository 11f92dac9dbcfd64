"""How many hands a second are scored: plain, and through the exact distribution of the score.

One thread, float64, medians over several rounds after one that is not counted. Beside each path a
naive one in plain Python, so that the gain of the array code can be seen.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from boneage_kp.schema.records import Sex
from boneage_kp.standards import bone_ages_months, load_standard, score_distributions, score_hands
from boneage_kp.standards.standard import Standard

NAME = "scoring"
SUMMARY = "hands a second, plain and through exact convolution"

# Naive Python is timed on so few hands: it would hold up everything else.
_NAIVE_PLAIN, _NAIVE_EXACT = 2000, 20


@dataclass(frozen=True)
class ScoringSpeed:
    """One path. wanted_per_s is None for the naive paths, which are there to compare with."""

    path: str
    hands: int
    rounds: int
    hands_per_s: float
    slowest_per_s: float
    wanted_per_s: float | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--hands", type=int, default=8192, help="hands per exact round (8192)")
    parser.add_argument("--seconds", type=float, default=10.0, help="time for all paths (10)")
    parser.add_argument("--standard", default="tw3_rus", help="standard to score with (tw3_rus)")
    parser.add_argument("--json", type=Path, metavar="OUT", help="also write the figures here")


def run(args: argparse.Namespace) -> int:
    if args.hands < 1 or args.seconds <= 0:
        raise ValueError(f"--hands {args.hands}, --seconds {args.seconds}: need both above 0")
    speeds = measure(load_standard(args.standard), args.hands, args.seconds)
    print(to_text(speeds))
    if args.json:
        text = json.dumps([asdict(speed) for speed in speeds], indent=1)
        args.json.write_text(text + "\n", encoding="utf-8")
    return 0


def measure(standard: Standard, hands: int, seconds: float) -> list[ScoringSpeed]:
    """Time the four paths on the same random hands, boys' tables.

    hands:    per round of the exact path; the plain path takes 32 times as many.
    seconds:  to be shared by the paths; each runs at least three rounds.
    """
    rng = np.random.default_rng(0)
    stages = (rng.random((32 * hands, len(standard.bones))) * standard.stage_counts).astype(int)
    posteriors = random_posteriors(standard, hands, rng)
    sex = Sex.MALE
    plain = [[int(s) for s in row] for row in stages[:_NAIVE_PLAIN]]
    exact = posteriors[:_NAIVE_EXACT].tolist()
    paths: list[tuple[str, int, float | None, Callable[[], object]]] = [
        (
            "plain: stages, score, age",
            len(stages),
            1e6,
            lambda: bone_ages_months(standard, sex, score_hands(standard, sex, stages)),
        ),
        ("plain, naive Python", len(plain), None, lambda: naive_ages(standard, sex, plain)),
        (
            "exact convolution",
            hands,
            2e4,
            lambda: score_distributions(standard, sex, posteriors),
        ),
        (
            "exact convolution, naive Python",
            len(exact),
            None,
            lambda: [naive_distribution(standard, sex, hand) for hand in exact],
        ),
    ]
    share = seconds / len(paths)
    return [_timed(name, count, wanted, work, share) for name, count, wanted, work in paths]


def _timed(
    path: str, hands: int, wanted: float | None, work: Callable[[], object], seconds: float
) -> ScoringSpeed:
    work()
    rounds: list[float] = []
    while len(rounds) < 3 or (sum(rounds) < seconds and len(rounds) < 100):
        begun = time.perf_counter()
        work()
        rounds.append(time.perf_counter() - begun)
    median = statistics.median(rounds)
    return ScoringSpeed(path, hands, len(rounds), hands / median, hands / max(rounds), wanted)


def random_posteriors(standard: Standard, hands: int, rng: np.random.Generator) -> np.ndarray:
    """(hands, K, S) with mass on every stage a bone has: the dearest case, nothing to skip."""
    shape = (hands, len(standard.bones), int(standard.stage_counts.max()))
    p = rng.exponential(size=shape)
    p[:, np.arange(shape[2]) >= standard.stage_counts[:, None]] = 0
    return p / p.sum(axis=2, keepdims=True)


def naive_ages(standard: Standard, sex: Sex, hands: list[list[int]]) -> list[float | None]:
    """Score and age of each hand in years, None for a bound, looked up row by row."""
    curve = standard.curves[sex]
    rows = list(zip(curve.scores, curve.ages_years, strict=True))
    ages: list[float | None] = []
    for stages in hands:
        score = sum(standard.scores[sex][b][s] for b, s in zip(standard.bones, stages, strict=True))
        age = None
        for (low, young), (high, old) in zip(rows, rows[1:], strict=False):
            if low <= score < high:
                age = young + (old - young) * (score - low) / (high - low)
                break
        ages.append(age)
    return ages


def naive_distribution(standard: Standard, sex: Sex, hand: list[list[float]]) -> list[float]:
    """P(score) of one hand, by the definition."""
    current = [1.0]
    for bone, posterior in zip(standard.bones, hand, strict=True):
        points = standard.scores[sex][bone]
        following = [0.0] * (len(current) + points[-1])
        for worth, probability in zip(points, posterior, strict=False):
            for score, mass in enumerate(current):
                following[score + worth] += mass * probability
        current = following
    return current


def to_text(speeds: list[ScoringSpeed]) -> str:
    """The figures as a table for people."""
    lines = [f"{'path':<34}{'hands':>9}{'rounds':>8}{'hands/s':>14}{'slowest':>14}{'wanted':>12}"]
    for s in speeds:
        wanted = "" if s.wanted_per_s is None else f"{s.wanted_per_s:,.0f}"
        rates = f"{s.hands_per_s:>14,.0f}{s.slowest_per_s:>14,.0f}{wanted:>12}"
        lines.append(f"{s.path:<34}{s.hands:>9}{s.rounds:>8}{rates}")
    return "\n".join(lines)
