"""`Disturbed`: a film after a disturbance, and where its pixels came from."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from boneage_kp.schema.coords import Affine


@dataclass(frozen=True, eq=False)
class Disturbed:
    """grey: (h, w) uint8; from_film: pixels of the film as it was to pixels of this one, exact."""

    grey: np.ndarray
    from_film: Affine = field(default_factory=Affine.identity)


# (film (H, W) uint8, dice) -> what became of it
Disturbance = Callable[[np.ndarray, np.random.Generator], Disturbed]


def clipped(grey: np.ndarray) -> np.ndarray:
    """Any numbers to uint8, cut to what a film can hold."""
    return np.clip(np.rint(grey), 0, 255).astype(np.uint8)
