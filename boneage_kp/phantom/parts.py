"""What the drawing modules hand to each other: bones as they lie, and the maps they are drawn into.

Frames: a *bone frame* is in mm, origin at the middle of the metaphysis' growing edge, v (second
coordinate) pointing out of the shaft towards the epiphysis, u (first) towards the thumb's side.
The *film frame* is in pixels of the film, continuous (`schema.coords`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from boneage_kp.schema.coords import Affine


@dataclass(frozen=True)
class LongBone:
    """One tubular bone as it lies over the film; sizes are those seen on the film (projected).

    name:        radius ulna mc1..mc5 pp1..pp5 mp2..mp5 dp1..dp5.
    maturity:    continuous m in [0, 9): integer part is the stage index (0 = A ... 8 = I).
    length_mm:   from the far end's tip to the middle of the metaphysis' growing edge.
    to_film:     bone frame (mm) to film (px).
    traits:      small individual variations by name, about N(0, 1), drawn once per hand and bone.
    """

    name: str
    maturity: float
    length_mm: float
    shaft_width_mm: float
    metaphysis_width_mm: float
    far_width_mm: float
    cortex_mm: float
    depth_over_width: float
    to_film: Affine
    traits: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class PathMaps:
    """Path lengths of the rays through each tissue, (H, W) float32 mm, added to in place.

    metal is an optical depth (dimensionless): rings, pins, markers.
    """

    cortical_mm: np.ndarray
    trabecular_mm: np.ndarray
    soft_mm: np.ndarray
    metal: np.ndarray

    @classmethod
    def empty(cls, size_hw: tuple[int, int]) -> "PathMaps":
        return cls(*(np.zeros(size_hw, np.float32) for _ in range(4)))


@dataclass(frozen=True)
class DrawnPlate:
    """What the drawing of a growing end leaves behind, for labels and checks.

    keypoint_px:  the centre of the growth plate as the project defines it.
    gap_mm:       distance between both contours at the middle; 0 where bridged; None before
                  the epiphysis has appeared.
    epiphysis_width_mm, metaphysis_width_mm: across the bone's axis; 0 before appearance.
    masks:        "shaft", "epiphysis", "gap" -> (rows slice, cols slice, bool patch), when asked.
    """

    keypoint_px: tuple[float, float]
    gap_mm: float | None
    epiphysis_width_mm: float
    metaphysis_width_mm: float
    masks: Mapping[str, tuple[slice, slice, np.ndarray]] = field(default_factory=dict)
