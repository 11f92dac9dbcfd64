"""The bones a TW3-RUS reading looks at, one row each, in the order used everywhere."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["forearm", "metacarpal", "proximal phalanx", "middle phalanx", "distal phalanx"]
End = Literal["proximal", "distal"]


@dataclass(frozen=True)
class Bone:
    """One bone of the schema.

    growing_end: the end that carries the growth plate, whose centre is the bone's keypoint.
    oks_sigma:   fall-off of object keypoint similarity, COCO's convention. Ours: COCO has no
                 hand bones. 0.012 lets a phalanx miss by about 2 % of hand length at OKS 0.6.
    colour_rgb:  Okabe-Ito palette by ray, told apart by colour-blind readers.
    """

    name: str
    title: str
    ray: int | None
    kind: Kind
    growing_end: End
    oks_sigma: float
    colour_rgb: tuple[int, int, int]


_FOREARM = (230, 159, 0)
_THUMB = (86, 180, 233)
_MIDDLE = (0, 158, 115)
_LITTLE = (204, 121, 167)

BONES: tuple[Bone, ...] = (
    Bone("radius", "distal radius", None, "forearm", "distal", 0.018, _FOREARM),
    Bone("ulna", "distal ulna", None, "forearm", "distal", 0.018, _FOREARM),
    Bone("mc1", "metacarpal I", 1, "metacarpal", "proximal", 0.015, _THUMB),
    Bone("mc3", "metacarpal III", 3, "metacarpal", "distal", 0.013, _MIDDLE),
    Bone("mc5", "metacarpal V", 5, "metacarpal", "distal", 0.013, _LITTLE),
    Bone("pp1", "proximal phalanx I", 1, "proximal phalanx", "proximal", 0.012, _THUMB),
    Bone("pp3", "proximal phalanx III", 3, "proximal phalanx", "proximal", 0.012, _MIDDLE),
    Bone("pp5", "proximal phalanx V", 5, "proximal phalanx", "proximal", 0.012, _LITTLE),
    Bone("mp3", "middle phalanx III", 3, "middle phalanx", "proximal", 0.012, _MIDDLE),
    Bone("mp5", "middle phalanx V", 5, "middle phalanx", "proximal", 0.012, _LITTLE),
    Bone("dp1", "distal phalanx I", 1, "distal phalanx", "proximal", 0.012, _THUMB),
    Bone("dp3", "distal phalanx III", 3, "distal phalanx", "proximal", 0.012, _MIDDLE),
    Bone("dp5", "distal phalanx V", 5, "distal phalanx", "proximal", 0.012, _LITTLE),
)
