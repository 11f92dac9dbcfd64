"""The rates that a range test goes through: those when none are named, and which are refused."""

import math

LOW, HIGH, STEPS = 1e-6, 1.0, 100


def check_range(low: float, high: float, steps: int) -> None:
    if not 0 < low < high < math.inf:
        raise ValueError(f"rates from {low:g} to {high:g}: wanted 0 < lowest < highest")
    if steps < 3:
        raise ValueError(f"{steps} steps: at least 3 are wanted, and a hundred for a curve")
