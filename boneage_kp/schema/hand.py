"""`HandSchema`: which bones a hand has and how they hang together. `HAND` is the one used."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from boneage_kp.schema.bones import BONES, Bone


@dataclass(frozen=True)
class HandSchema:
    """The bones in their order, and everything that follows from them by name.

    skeleton:     pairs of bone names joined in drawings.
    length_ends:  the two bones whose distance is the hand length L.
    flip_pairs:   bones that change places when a hand is mirrored. A hand has none: mirroring
                  changes its side. Kept so that a schema with pairs can be stated and checked.
    """

    name: str
    bones: tuple[Bone, ...]
    skeleton: tuple[tuple[str, str], ...]
    length_ends: tuple[str, str]
    flip_pairs: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        doubled = sorted({n for n in self.names if self.names.count(n) > 1})
        if doubled:
            raise ValueError(f"schema {self.name!r}: bone names stand twice: {', '.join(doubled)}")
        for link in (*self.skeleton, self.length_ends, *self.flip_pairs):
            dangling = [n for n in link if n not in self.names]
            if dangling:
                raise ValueError(f"schema {self.name!r}: {link} names no bone of it: {dangling}")
        paired = [n for pair in self.flip_pairs for n in pair]
        if len(paired) != len(set(paired)):
            raise ValueError(f"schema {self.name!r}: a bone stands in two flip pairs: {paired}")

    def __len__(self) -> int:
        return len(self.bones)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(bone.name for bone in self.bones)

    @cached_property
    def flip_index(self) -> tuple[int, ...]:
        """For each bone the index of the bone it becomes when the hand is mirrored."""
        partner = {a: b for a, b in self.flip_pairs} | {b: a for a, b in self.flip_pairs}
        return tuple(self.index_of(partner.get(name, name)) for name in self.names)

    @cached_property
    def oks_sigmas(self) -> np.ndarray:
        return np.array([bone.oks_sigma for bone in self.bones])

    @cached_property
    def skeleton_index(self) -> tuple[tuple[int, int], ...]:
        """The skeleton as 0-based index pairs (COCO wants them 1-based)."""
        return tuple((self.index_of(a), self.index_of(b)) for a, b in self.skeleton)

    def index_of(self, name: str) -> int:
        """Position of a bone in every array; an unknown name lists the known ones."""
        try:
            return self.names.index(name)
        except ValueError:
            known = " ".join(self.names)
            raise ValueError(
                f"bone {name!r} is unknown; schema {self.name!r} has: {known}"
            ) from None

    def bone(self, name: str) -> Bone:
        return self.bones[self.index_of(name)]


HAND = HandSchema(
    name="rus13",
    bones=BONES,
    skeleton=(
        ("radius", "ulna"),
        ("radius", "mc1"),
        ("mc1", "pp1"),
        ("pp1", "dp1"),
        ("radius", "mc3"),
        ("mc3", "pp3"),
        ("pp3", "mp3"),
        ("mp3", "dp3"),
        ("ulna", "mc5"),
        ("mc5", "pp5"),
        ("pp5", "mp5"),
        ("mp5", "dp5"),
    ),
    length_ends=("radius", "dp3"),
)
