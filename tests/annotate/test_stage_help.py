"""Sentences and drawings of stages."""

import cv2
import pytest

from boneage_kp.annotate.stage_drawings import SIDE_PX
from boneage_kp.annotate.stage_help import drawing_of, sentences, stage_help
from boneage_kp.schema.hand import HAND
from boneage_kp.standards import load_standard

STANDARD = load_standard("tw3_rus")


def test_every_stage_of_every_bone_has_one_line_and_a_drawing() -> None:
    told = stage_help(STANDARD)["bones"]
    for bone in HAND.names:
        assert [row["stage"] for row in told[bone]] == list(STANDARD.stages[bone])
        texts = [row["text"] for row in told[bone]]
        assert all(10 < len(text) < 140 and "\n" not in text for text in texts), bone
        assert len(set(texts)) == len(texts), bone
        assert all(row["drawing"] for row in told[bone]), bone
        assert set(sentences()[bone]) == set(STANDARD.stages[bone])


def test_drawings_are_of_one_size_and_no_two_of_a_bone_are_the_same() -> None:
    for bone in HAND.names:
        seen = set()
        for stage in STANDARD.stages[bone]:
            path = drawing_of(bone, stage)
            assert path is not None
            image = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
            assert image.shape == (SIDE_PX, SIDE_PX) and image.std() > 15, path.name
            seen.add(image.tobytes())
        assert len(seen) == len(STANDARD.stages[bone])


@pytest.mark.parametrize(
    ("bone", "stage"), [("ulna", "I"), ("../dp1", "A"), ("dp1", "../A"), ("dp1", ""), ("dp1", "é")]
)
def test_no_other_name_reaches_a_file(bone: str, stage: str) -> None:
    assert drawing_of(bone, stage) is None
