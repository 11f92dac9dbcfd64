import dataclasses

import numpy as np
import pytest

from boneage_kp.schema.bones import BONES
from boneage_kp.schema.hand import HAND, HandSchema

ORDER = [
    "radius",
    "ulna",
    "mc1",
    "mc3",
    "mc5",
    "pp1",
    "pp3",
    "pp5",
    "mp3",
    "mp5",
    "dp1",
    "dp3",
    "dp5",
]


def test_the_order_is_the_one_every_file_relies_on():
    assert list(HAND.names) == ORDER
    assert len(HAND) == 13


def test_growing_ends():
    distal = {b.name for b in BONES if b.growing_end == "distal"}
    assert distal == {"radius", "ulna", "mc3", "mc5"}


def test_skeleton_joins_every_bone_once_into_one_piece():
    reached = {"radius"}
    for _ in HAND.skeleton:
        reached |= {b for a, b in HAND.skeleton if a in reached}
    assert reached == set(ORDER)
    assert len(HAND.skeleton) == len(ORDER) - 1


def test_mirroring_a_hand_permutes_no_bone():
    assert HAND.flip_index == tuple(range(13))


def test_flip_pairs_by_name_are_an_involution():
    paired = dataclasses.replace(HAND, flip_pairs=(("dp3", "dp5"),))
    flip = np.array(paired.flip_index)
    assert flip[HAND.index_of("dp3")] == HAND.index_of("dp5")
    assert (flip[flip] == np.arange(13)).all()


def test_unknown_bone_lists_the_known():
    with pytest.raises(ValueError, match=r"bone 'mc2' is unknown.*radius ulna mc1"):
        HAND.index_of("mc2")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"bones": (*BONES, BONES[0])}, "stand twice: radius"),
        ({"skeleton": (("radius", "mc2"),)}, "names no bone of it: \\['mc2'\\]"),
        ({"length_ends": ("radius", "tip")}, "'tip'"),
        ({"flip_pairs": (("mc3", "mc5"), ("mc5", "mc1"))}, "two flip pairs"),
    ],
)
def test_a_broken_schema_is_refused_by_name(change, words):
    with pytest.raises(ValueError, match=words):
        HandSchema(**{f.name: getattr(HAND, f.name) for f in dataclasses.fields(HAND)} | change)
