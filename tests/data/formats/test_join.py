"""What CVAT and Label Studio drop comes back from the file they were given."""

from dataclasses import replace
from pathlib import Path

from boneage_kp.data.checks import read_any
from boneage_kp.data.formats import coco, cvat, label_studio
from boneage_kp.data.formats.coco_file import HandFile
from boneage_kp.data.formats.join import joined
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, HandRecord, Sex


def original() -> HandFile:
    bones = {
        name: BoneLabel((20.5 + k, 90.25 - k), 1 + k % 2, "DEF"[k % 3])
        for k, name in enumerate(HAND.names)
    }
    bones["dp5"], bones["dp3"] = BoneLabel(absent=True), BoneLabel()
    hand = HandRecord(
        "films/1.png",
        (120, 80),
        bones,
        sex=Sex.FEMALE,
        age_months=130.0,
        bone_age_months=128.0,
        spacing_mm=0.2,
        side="left",
        standard_id="tw3_rus",
        rater="anna",
        point_source="own",
        given_hand_length_px=70.0,
        image_extra={"clinic": {"room": 3}},
        annotation_extra={"work": {"seconds": 30.5}},
    )
    other = replace(hand, file_name="films/2.png", rater="bert")
    return HandFile(records=(hand, other))


def essence(hands: HandFile) -> list[HandRecord]:
    """Without what the tools may number and draw anew; points to 0.01 px."""
    bare = []
    for record in sorted(hands.records, key=lambda r: r.file_name):
        bones = {
            n: replace(b, xy_px=b.xy_px and (round(b.xy_px[0], 2), round(b.xy_px[1], 2)))
            for n, b in record.bones.items()
        }
        extra = {k: record.annotation_extra[k] for k in ("work",) if k in record.annotation_extra}
        bare.append(
            replace(
                record,
                bones=bones,
                image_id=None,
                annotation_id=None,
                bbox_xywh_px=None,
                area_px2=None,
                annotation_extra=extra,
                image_extra={k: v for k, v in record.image_extra.items() if k == "clinic"},
            )
        )
    return bare


def test_through_cvat_and_back(tmp_path: Path) -> None:
    before = coco.write(original(), tmp_path / "set.json")
    cvat.write(before, tmp_path / "task.zip")
    after = read_any(tmp_path / "task.zip")
    assert essence(joined(after, before)) == essence(before)


def test_through_label_studio_and_back(tmp_path: Path) -> None:
    before = coco.write(original(), tmp_path / "set.json")
    label_studio.write(before, tmp_path / "tasks.json")
    after = read_any(tmp_path / "tasks.json")
    assert essence(joined(after, before)) == essence(before)


def test_what_the_tool_changed_counts() -> None:
    before = original()
    hand = before.records[0]
    bones = {**hand.bones, "dp5": BoneLabel((30.0, 40.0), 2, "C")}
    changed = HandFile(
        (HandRecord("films/1.png", (120, 80), bones, standard_id="tw3_rus", rater="carl"),)
    )
    record = joined(changed, before).records[0]
    assert record.bones["dp5"] == BoneLabel((30.0, 40.0), 2, "C")
    assert (record.rater, record.sex, record.given_hand_length_px) == ("carl", "F", 70.0)


def test_two_hands_on_a_film_are_not_guessed() -> None:
    before = original()
    twice = HandFile((before.records[0], replace(before.records[0], rater="carl")))
    bare = HandRecord("films/1.png", (120, 80), {})
    record = joined(HandFile((bare,)), twice).records[0]
    assert (record.rater, record.sex) == (None, "F")
