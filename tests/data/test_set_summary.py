"""A set in figures, counted by hand."""

import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "formats"))
from tool_hands import EXAMPLE  # noqa: E402

from boneage_kp.data.formats.coco_file import HandFile  # noqa: E402
from boneage_kp.data.set_summary import ABSENT, NO_POINT, NOT_RATED, summarise, to_text  # noqa: E402
from boneage_kp.schema.records import BoneLabel, Sex  # noqa: E402


def _hands() -> HandFile:
    boy = replace(EXAMPLE, file_name="b.png", sex=Sex.MALE, age_months=None, side=None)
    unknown = replace(EXAMPLE, file_name="c.png", sex=None, bones={"radius": BoneLabel()})
    return HandFile((EXAMPLE, boy, unknown), unannotated=(replace(EXAMPLE, file_name="d.png"),))


def test_counts() -> None:
    summary = summarise(_hands())
    assert (summary.hands, summary.films, summary.films_without_hand) == (3, 4, 1)
    assert summary.sexes == {"F": 1, "M": 1, None: 1}
    assert summary.sides == {"left": 2, None: 1}
    assert summary.stages["radius"] == {"A": 2, NOT_RATED: 1, NO_POINT: 1}
    assert summary.stages["dp5"] == {ABSENT: 2, NOT_RATED: 1, NO_POINT: 1}
    # 11 points each on two hands, hidden and seen in turn, beginning with hidden.
    assert summary.points == {"hidden": 12, "seen": 10, "absent": 2, "not labelled": 15}


def test_text_has_a_row_per_bone_and_ages_in_years() -> None:
    text = to_text(summarise(_hands()))
    lines = text.splitlines()
    assert lines[0] == "hands 3   films 4   films without a hand 1"
    assert "age       10.9 to 10.9 years, median 10.9   not given 1" in lines
    assert "sex       F 1   M 1   not given 1" in lines
    head = next(line for line in lines if line.startswith("bone   "))
    radius = next(line for line in lines if line.startswith("radius"))
    assert head.split()[:9] == ["bone", *"ABCDEFGH"]
    assert radius.split() == ["radius", "2", *["."] * 7, "1", ".", "1"]
    assert "bone age  not given 3" in lines


def test_an_empty_set_can_be_described() -> None:
    assert to_text(summarise(HandFile(()))).startswith("hands 0   films 0")
