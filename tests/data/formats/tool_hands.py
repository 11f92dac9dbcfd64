"""Hands for the tests of annotation tools' formats: one example, and any number of drawn ones."""

import pytest
from hypothesis import strategies as st

from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, HandRecord, Sex

HEIGHT, WIDTH = 480, 360
LETTERS = "ABCDEFGHI"


@st.composite
def labels(draw: st.DrawFn, name: str) -> BoneLabel:
    if draw(st.integers(0, 9)) == 0:
        return BoneLabel(absent=True)
    visibility = draw(st.sampled_from([0, 1, 2, 2]))
    stages = LETTERS[:8] if name == "ulna" else LETTERS
    stage = draw(st.sampled_from([None, *stages]))
    if visibility == 0:
        return BoneLabel(stage=stage)
    x, y = draw(st.integers(100, 100 * WIDTH - 100)), draw(st.integers(100, 100 * HEIGHT - 100))
    return BoneLabel((x / 100, y / 100), visibility, stage)


@st.composite
def hands(draw: st.DrawFn, file_name: str = "images/000001.png") -> HandRecord:
    """A hand with at least one point and one stage."""
    bones = {name: draw(labels(name)) for name in HAND.names}
    bones["mc3"] = BoneLabel((10.25, 300.5), 2, "D")
    return HandRecord(
        file_name=file_name,
        size_hw=(HEIGHT, WIDTH),
        bones=bones,
        sex=draw(st.sampled_from([None, Sex.MALE, Sex.FEMALE])),
        age_months=draw(st.sampled_from([None, 99.5])),
        spacing_mm=draw(st.sampled_from([None, 0.2])),
        side=draw(st.sampled_from([None, "left", "right"])),
        standard_id="tw3_rus",
    )


EXAMPLE = HandRecord(
    file_name="images/000001.png",
    size_hw=(HEIGHT, WIDTH),
    bones={
        name: BoneLabel((10.17 + 20 * k, 400.33 - 25 * k), 1 + k % 2, LETTERS[k % 8])
        for k, name in enumerate(HAND.names[:-2])
    }
    | {"dp3": BoneLabel(), "dp5": BoneLabel(absent=True)},
    sex=Sex.FEMALE,
    age_months=131.0,
    spacing_mm=0.2,
    side="left",
    standard_id="tw3_rus",
)


def same(got: HandRecord, wanted: HandRecord, within_px: float = 0.0) -> None:
    """Points, visibility, stages and absence of all bones."""
    for name in HAND.names:
        a, b = got.bones[name], wanted.bones.get(name, BoneLabel())
        assert (a.visibility, a.stage, a.absent) == (b.visibility, b.stage, b.absent), name
        if b.labelled:
            assert a.xy_px == pytest.approx(b.xy_px, abs=within_px), name
