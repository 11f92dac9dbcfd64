"""The networks that BoneAgeNet's search looks at: points of width and depth, in three sweeps."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from boneage_kp.engine.settings import ConfigError, TrainSettings

Depth = tuple[int, ...]
# Those of the report: "around 0.7" to "about 1.4", and the rows of its table.
WIDTHS = (0.5, 0.7, 0.85, 1.2, 1.4, 1.6)
DEPTHS: tuple[Depth, ...] = (
    (4, 1, 2),
    (5, 1, 3),
    (4, 3, 3),
    (6, 4, 4),
    (5, 4, 4),
    (6, 5, 5),
)


@dataclass(frozen=True)
class Point:
    """One network.

    width:  factor on all filters; depth: blocks of the mixed5, mixed7 and mixed9 kind.
    """

    width: float
    depth: Depth

    @property
    def name(self) -> str:
        """Of its folder."""
        return f"{'-'.join(map(str, self.depth))}_w{self.width:g}"

    @property
    def overrides(self) -> tuple[str, ...]:
        """KEY=VALUE on top of the config."""
        return f"model.width={self.width!r}", f"model.depth={self.depth!r}"


def base_point(settings: TrainSettings, config: Path) -> Point:
    """Where the search starts."""
    lack = [key for key in ("width", "depth") if key not in settings.model]
    if lack:
        raise ConfigError(
            f"{config}: model ({settings.model.get('type')}) says no {' and no '.join(lack)}, "
            "which the search varies; configs/holistic/bone_age_net_baseline.py does"
        )
    return Point(float(settings.model["width"]), tuple(settings.model["depth"]))


def sweeps_of(
    base: Point, chosen: Sequence[str], widths: Sequence[float], depths: Sequence[Depth]
) -> Mapping[str, list[Point]]:
    """Points by sweep; the base alone first, and in none of the others.

    blocks:  the base without one, two, ... blocks of one kind, until none of the kind is left.
    width:   the base at other widths; depth: at other depths.
    """
    points = {
        "blocks": [
            replace(base, depth=(*base.depth[:kind], left, *base.depth[kind + 1 :]))
            for kind, blocks in enumerate(base.depth)
            for left in range(blocks - 1, -1, -1)
        ],
        "width": [replace(base, width=width) for width in widths],
        "depth": [replace(base, depth=depth) for depth in depths],
    }
    found = {"base": [base]}
    for name, given in points.items():
        if name in chosen:
            found[name] = [point for point in dict.fromkeys(given) if point != base]
    return found


def depth_of(text: str) -> Depth:
    """'4/3/3' to (4, 3, 3)."""
    parts = text.split("/")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no depth; write N5/N7/N9, blocks of the three kinds, such as 4/3/3"
        )
    return tuple(int(part) for part in parts)
