"""Whether a network keeps its budget: the maps must cost little beside the backbone."""

from collections.abc import Sequence
from dataclasses import dataclass

from boneage_kp.study.model_cost.counts import NetworkCost
from boneage_kp.study.model_cost.speed import Speed

NECK_AND_HEADS = ("neck", "location", "maturity")
# A backbone below this is a light one, whose neck is measured against it, not against a number.
LIGHT_GMAC = 20.0
MAX_NECK_GMAC = 20.0
MAX_NECK_SHARE = 0.2
MAX_RATIO, FLOOR_RATIO = 1.35, 1.6


@dataclass(frozen=True)
class BudgetLine:
    """One demand. floor: what it must not go beyond at all, None where that is `wanted`."""

    demand: str
    got: float
    wanted: float
    floor: float | None = None

    @property
    def verdict(self) -> str:
        if self.got <= self.wanted:
            return "held"
        return "not held, floor held" if self.floor and self.got <= self.floor else "not held"

    def __str__(self) -> str:
        floor = f" (floor {self.floor:g})" if self.floor else ""
        return f"{self.demand:<46}{self.got:>8.2f}  at most {self.wanted:g}{floor}: {self.verdict}"


def budget_lines(cost: NetworkCost, speeds: Sequence[Speed]) -> list[BudgetLine]:
    """Every demand that applies to this network and has been measured.

    Ratios of time are judged in bf16, from image to maps and in training.
    """
    neck, backbone = cost.gmac(*NECK_AND_HEADS), cost.gmac("backbone")
    if backbone < LIGHT_GMAC:
        return [BudgetLine("neck + heads, GMAC (light: the backbone's own)", neck, backbone)]
    return [
        BudgetLine("neck + heads, GMAC", neck, MAX_NECK_GMAC),
        BudgetLine("neck + heads, share of the network's GMAC", neck / cost.gmac(), MAX_NECK_SHARE),
        *(
            BudgetLine(f"time / bare backbone's, bf16, {s.mode}", s.ratio, MAX_RATIO, FLOOR_RATIO)
            for s in speeds
            if s.precision == "bf16" and s.mode != "read"
        ),
    ]
