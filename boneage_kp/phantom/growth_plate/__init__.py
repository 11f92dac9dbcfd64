"""Growing ends: what every group of bones looks like at every maturity, and how that is drawn.

One file per group holds its numbers and marks; `curves` turns them into contours, `draw`, `marks`
and `fusion` paint them. To add a bone: a row in `_SHAPES`; if it grows like none of the others, a
file with a `shape(m, traits)` of its own and rows in `stage_ranges`.
"""

from collections.abc import Callable, Mapping

from boneage_kp.phantom.growth_plate import (
    distal_phalanx,
    metacarpal,
    phalanges,
    radius,
    thumb_metacarpal,
    ulna,
)
from boneage_kp.phantom.growth_plate.shape import PlateShape, individual
from boneage_kp.phantom.growth_plate.stage_ranges import STAGE_RANGES, StageRange, bone_group

_SHAPES: dict[str, Callable[[float, Mapping[str, float]], PlateShape]] = {
    "radius": radius.shape,
    "ulna": ulna.shape,
    "mc1": thumb_metacarpal.shape,
    **dict.fromkeys(("mc2", "mc3", "mc4", "mc5"), metacarpal.shape),
    "pp1": phalanges.proximal_thumb,
    **dict.fromkeys(("pp2", "pp3", "pp4", "pp5"), phalanges.proximal_finger),
    **dict.fromkeys(("mp2", "mp3", "mp4", "mp5"), phalanges.middle),
    "dp1": distal_phalanx.thumb,
    **dict.fromkeys(("dp2", "dp3", "dp4", "dp5"), distal_phalanx.finger),
}

LONG_BONES: tuple[str, ...] = tuple(_SHAPES)


def plate_shape(
    name: str, maturity: float, traits: Mapping[str, float] | None = None
) -> PlateShape:
    """What the growing end of a bone looks like.

    name:      one of LONG_BONES.
    maturity:  m in [0, 9), for the ulna in [0, 8); its integer part is the stage.
    traits:    individual variation by name, about N(0, 1).
    """
    traits = traits or {}
    return individual(_typical(name, maturity, traits), maturity, traits)


def plate_slab(name: str, maturity: float) -> float:
    """From the metaphysis' edge to the joint, cartilage included, in metaphysis widths."""
    return _typical(name, maturity, {}).slab


def _typical(name: str, maturity: float, traits: Mapping[str, float]) -> PlateShape:
    """The shape that a group's numbers give, before what all bones vary in."""
    if name not in _SHAPES:
        raise ValueError(f"bone {name!r} has no growing end here; known: {' '.join(LONG_BONES)}")
    top = 8.0 if name == "ulna" else 9.0
    if not 0.0 <= maturity < top:
        raise ValueError(
            f"bone {name!r}: maturity {maturity} lies outside [0, {top:g}); "
            "its integer part is the stage, 0 for A"
        )
    return _SHAPES[name](maturity, traits)


__all__ = [
    "LONG_BONES",
    "STAGE_RANGES",
    "PlateShape",
    "StageRange",
    "bone_group",
    "plate_shape",
    "plate_slab",
]
