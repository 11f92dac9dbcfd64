"""A false growth plate at the wrong end of a metacarpal: a dark cleft that labels ignore.

Found in 13-21 % of children (Korea 2018, Turkey 2022): mostly a partial cleft at the base of
metacarpal II, sometimes a complete one at the head of metacarpal I.
"""

from collections.abc import Mapping

import numpy as np

from boneage_kp.phantom.film_parameters import Roll
from boneage_kp.phantom.parts import LongBone, PathMaps

_BONES = ("mc2", "mc1", "mc5")
_SHARES = (0.6, 0.28, 0.12)
# The cleft is there from the second year on and closes with the true plates.
_SEEN_FROM_M, _CLOSES_M = 2.0, 7.0


def add_pseudoepiphysis(
    paths: PathMaps, bones: Mapping[str, LongBone], rolls: Mapping[str, Roll]
) -> str | None:
    """Cut the cleft into a drawn metacarpal; returns its name, None where there is none."""
    if "pseudoepiphysis" not in rolls:
        return None
    roll = rolls["pseudoepiphysis"]
    name = str(roll.rng.choice(_BONES, p=_SHARES))
    complete = roll.chance(0.6 if name == "mc1" else 0.1)
    bone = bones[name]
    place = -bone.length_mm + bone.far_width_mm * roll.uniform(0.38, 0.52)
    reach = 1.2 if complete else roll.uniform(0.3, 0.7)
    side = 1.0 if roll.chance(0.7) else -1.0
    if not _SEEN_FROM_M <= bone.maturity <= _CLOSES_M:
        return None
    deep = min(0.8, roll.strength * roll.uniform(0.35, 0.6))
    _cut(paths, bone, place, reach, side, deep)
    return name


def _cut(
    paths: PathMaps, bone: LongBone, v_mm: float, reach: float, side: float, deep: float
) -> None:
    half = bone.far_width_mm / 2.0
    corners = bone.to_film(
        np.array([[sx * half * 1.2, v_mm + sy * 2.0] for sx in (-1, 1) for sy in (-1, 1)])
    )
    height, width = paths.cortical_mm.shape
    low = np.clip(np.floor(corners.min(axis=0)).astype(int), 0, (width, height))
    high = np.clip(np.ceil(corners.max(axis=0)).astype(int), 0, (width, height))
    x = np.arange(low[0], high[0])[None, :] + 0.5
    y = np.arange(low[1], high[1])[:, None] + 0.5
    m = bone.to_film.inverse().matrix
    u = (m[0, 0] * x + m[0, 1] * y + m[0, 2]) / half * side
    v = m[1, 0] * x + m[1, 1] * y + m[1, 2] - v_mm
    open_share = np.clip((u - 1.0 + 2.0 * reach) / 0.25, 0.0, 1.0) * (u < 1.15)
    wave = 0.25 * np.cos(3.0 * u)
    thin = 0.35 + 0.01 * bone.length_mm
    line = np.exp(-(((v - wave) / thin) ** 2)) - 0.35 * np.exp(
        -((np.abs(v - wave) - 2 * thin) ** 2) / thin**2
    )
    factor = (1.0 - deep * open_share * line).astype(np.float32)
    window = (slice(int(low[1]), int(high[1])), slice(int(low[0]), int(high[0])))
    paths.cortical_mm[window] *= factor
    paths.trabecular_mm[window] *= factor
