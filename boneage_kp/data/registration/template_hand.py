"""`TemplateHand`: where the 13 points of a registered hand lie, and the regions cut out of it.

Frame: hand lengths; x to the right, y down, as on a film. The hand is upright with its thumb on
the right, the side that most films show. The origin lies in the middle of the 13 points.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from boneage_kp.schema.coords import Affine
from boneage_kp.schema.hand import HAND, HandSchema

TABLE = Path(__file__).with_name("template_hand.json")
MAKE_IT = "make it anew: python -m boneage_kp.study.regional.template"
REGION_WORDS: Mapping[str, str] = {
    "a": "whole hand",
    "b": "carpals",
    "c": "metacarpals and proximal phalanges",
}


class Window(NamedTuple):
    """A rectangle of the template, in hand lengths."""

    x0: float
    y0: float
    x1: float
    y1: float

    def to_input(self, target_hw: tuple[int, int]) -> Affine:
        """Template to pixels of an input in which the window is whole, centred, undistorted."""
        corner = Affine.translation(-self.x0, -self.y0)
        return corner.then(letterbox(self.y1 - self.y0, self.x1 - self.x0, target_hw))


@dataclass(frozen=True, eq=False)
class TemplateHand:
    """xy: (K, 2) in hand lengths, in schema order; windows: by region."""

    xy: np.ndarray
    windows: Mapping[str, Window]

    def window(self, region: str) -> Window:
        """The window of a region; another name is refused with those known."""
        if region not in self.windows:
            told = ", ".join(f"{name} ({REGION_WORDS[name]})" for name in self.windows)
            raise ValueError(f"region {region!r} is unknown; known: {told}")
        return self.windows[region]


def letterbox(height: float, width: float, target_hw: tuple[float, float]) -> Affine:
    """A rectangle of any unit from the origin on into an input, centred, undistorted."""
    target_height, target_width = target_hw
    factor = min(target_height / height, target_width / width)
    dx, dy = (target_width - factor * width) / 2, (target_height - factor * height) / 2
    return Affine.scaling(factor).then(Affine.translation(dx, dy))


@cache
def load_template(path: Path = TABLE, schema: HandSchema = HAND) -> TemplateHand:
    """The template that comes along; a table of other bones is refused."""
    table = json.loads(path.read_text(encoding="utf-8"))
    if tuple(table["bones"]) != schema.names:
        raise ValueError(
            f"{path}: is for the bones {' '.join(table['bones'])}; wanted "
            f"{' '.join(schema.names)}; {MAKE_IT}"
        )
    windows = {name: Window(*sides) for name, sides in table["windows"].items()}
    return TemplateHand(np.array(table["xy"], float), windows)
