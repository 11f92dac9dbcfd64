"""A bone of plausible size at any maturity, upright on a small film."""

import numpy as np

from boneage_kp.phantom.parts import DrawnPlate, LongBone, PathMaps
from boneage_kp.phantom.tubular_bone import draw_long_bone
from boneage_kp.schema.coords import Affine

# length, shaft, metaphysis, far width, cortex: adult, mm (Buryanov & Kotiuk 2010 for lengths).
ADULT_MM = {
    "radius": (50, 13, 27, 13, 2.4),
    "ulna": (50, 10, 15, 10, 2.2),
    "mc1": (45, 10, 15.5, 15, 1.9),
    "mc": (60, 8.8, 15, 14, 2.0),
    "pp": (40, 8.5, 14, 11, 1.6),
    "mp": (26, 7, 11.5, 9, 1.3),
    "dp": (18, 5, 10.5, 6.5, 0.8),
}
PX_PER_MM = 10.0
FILM_HW = (420, 400)


def bone_at(name: str, m: float, to_film: Affine, **traits: float) -> LongBone:
    size = ADULT_MM[name if name in ADULT_MM else name[:2]]
    grown = float(np.interp(m, (0.0, 3.0, 8.0), (0.42, 0.6, 1.0)))
    return LongBone(name, m, *(grown * s for s in size), 1.0, to_film, traits)


def upright(px_per_mm: float = PX_PER_MM) -> Affine:
    """Bone frame to film: shaft below, epiphysis above, plate in the middle of FILM_HW."""
    s, (h, w) = px_per_mm, FILM_HW
    return Affine(np.array([[s, 0.0, w / 2], [0.0, -s, h / 2]]))


def draw(
    name: str,
    m: float,
    to_film: Affine | None = None,
    seed: int = 5,
    masks: bool = False,
    film_hw: tuple[int, int] = FILM_HW,
    **traits: float,
) -> tuple[PathMaps, DrawnPlate]:
    paths = PathMaps.empty(film_hw)
    bone = bone_at(name, m, to_film or upright(), **traits)
    plate = draw_long_bone(paths, bone, np.random.default_rng(seed), with_masks=masks)
    return paths, plate


def whole_mask(plate: DrawnPlate, part: str, film_hw: tuple[int, int] = FILM_HW) -> np.ndarray:
    """A part's mask over the whole film."""
    full = np.zeros(film_hw, bool)
    rows, cols, patch = plate.masks[part]
    full[rows, cols] = patch
    return full
