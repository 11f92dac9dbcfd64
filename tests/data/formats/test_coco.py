"""COCO files of hands: round trips, what other tools load, and every refusal by its words."""

import contextlib
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boneage_kp.data.formats import AnnotationError, coco
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, HandRecord, Sex
from boneage_kp.standards import load_standard

STAGES = load_standard("tw3_rus").stages
WIDTH, HEIGHT = 640, 480


def example_record(**changes: Any) -> HandRecord:
    """One rated hand, spread over the film so that no two bones coincide."""
    bones = {
        name: BoneLabel((20.5 + 40 * k, 30.25 + 30 * k), 2 - k % 2, STAGES[name][k % 8])
        for k, name in enumerate(HAND.names)
    }
    record = HandRecord("a/1.png", (HEIGHT, WIDTH), bones, Sex.FEMALE, standard_id="tw3_rus")
    return replace(record, **changes)


def example_document(tmp_path: Path) -> dict[str, Any]:
    """A sound file as a document, to be spoiled by the tests."""
    path = tmp_path / "sound.json"
    coco.write([example_record()], path)
    return json.loads(path.read_text(encoding="utf-8"))


def refusal(tmp_path: Path, content: dict[str, Any] | str | bytes) -> AnnotationError:
    path = tmp_path / "bad.json"
    if isinstance(content, dict):
        content = json.dumps(content)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(AnnotationError) as caught:
        coco.read(path)
    assert str(caught.value).startswith(str(path))
    return caught.value


# Round trips

names = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=9)
positive = st.floats(0.01, 4.0)
plain_json = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-1e9, 1e9) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)
extras = st.dictionaries(names.map("x_{}".format), plain_json, max_size=3)


@st.composite
def labels(draw: st.DrawFn, name: str) -> BoneLabel:
    stage = draw(st.none() | st.sampled_from(STAGES[name]))
    maturity = draw(st.none() | st.floats(0, 9))
    if draw(st.booleans()):
        return BoneLabel(None, 0, stage, draw(st.booleans()), maturity)
    xy_px = (draw(st.floats(0, WIDTH)), draw(st.floats(0, HEIGHT)))
    return BoneLabel(xy_px, draw(st.sampled_from([1, 2])), stage, False, maturity)


@st.composite
def hand_records(draw: st.DrawFn) -> list[HandRecord]:
    records = []
    annotation_ids = iter(draw(st.permutations(range(1, 9))))
    for image_id in draw(st.lists(st.integers(1, 50), max_size=3, unique=True)):
        film = HandRecord(
            file_name=f"{image_id}/{draw(names)}",
            size_hw=(HEIGHT, WIDTH),
            bones={},
            sex=draw(st.none() | st.sampled_from(list(Sex))),
            age_months=draw(st.none() | st.floats(0, 300)),
            bone_age_months=draw(st.none() | st.floats(0, 300)),
            spacing_mm=draw(st.none() | positive),
            side=draw(st.sampled_from([None, "left", "right"])),
            image_id=image_id,
            image_extra=draw(extras),
        )
        for _ in range(draw(st.integers(1, 2))):
            box = tuple(draw(st.lists(positive, min_size=4, max_size=4)))
            extra = draw(extras)
            if draw(st.booleans()):
                extra["attributes"] = {"occluded": draw(st.booleans())}
            records.append(
                replace(
                    film,
                    bones={name: draw(labels(name)) for name in HAND.names},
                    standard_id="tw3_rus",
                    rater=draw(st.none() | names),
                    point_source=draw(st.none() | names),
                    given_hand_length_px=draw(st.none() | st.floats(1, 999)),
                    bbox_xywh_px=box,
                    area_px2=draw(positive),
                    iscrowd=draw(st.integers(0, 1)),
                    annotation_id=next(annotation_ids),
                    annotation_extra=extra,
                )
            )
    return records


@given(records=hand_records(), info=extras, extra=extras)
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory,
    records: list[HandRecord],
    info: dict[str, Any],
    extra: dict[str, Any],
) -> None:
    path = tmp_path_factory.mktemp("round") / "hands.json"
    hands = coco.HandFile(tuple(records), info=info, extra=extra)
    assert coco.write(hands, path) == hands
    assert coco.read(path) == hands
    first = path.read_bytes()
    coco.write(coco.read(path), path)
    assert path.read_bytes() == first


def test_ids_boxes_and_counts_are_made_where_absent(tmp_path: Path) -> None:
    path = tmp_path / "hands.json"
    second = example_record(file_name="b.png", bones={"ulna": BoneLabel((300.0, 200.0), 2)})
    written = coco.write([example_record(), second, example_record(rater="two")], path)
    assert [r.image_id for r in written.records] == [1, 2, 1]
    assert [r.annotation_id for r in written.records] == [1, 2, 3]
    assert coco.read(path) == written
    lone = json.loads(path.read_text())["annotations"][1]
    assert lone["num_keypoints"] == 1
    x, y, width, height = lone["bbox"]
    assert x < 300 < x + width and y < 200 < y + height and lone["area"] == width * height > 0
    assert "stages" not in lone and lone["attributes"] == {"standard_id": "tw3_rus"}


def test_films_without_annotation_and_unknown_keys_survive(tmp_path: Path) -> None:
    document = example_document(tmp_path)
    document["images"].append({"id": 7, "file_name": "z.png", "width": 3, "height": 4, "mine": [1]})
    document["categories"][0] |= {"colour": "red", "supercategory": "body"}
    document["categories"].append({"id": 9, "name": "wrist"})
    document["my_key"] = {"deep": None}
    path = tmp_path / "again.json"
    path.write_text(json.dumps(document))
    hands = coco.read(path)
    assert [film.file_name for film in hands.unannotated] == ["z.png"]
    assert hands.unannotated[0].size_hw == (4, 3)
    coco.write(hands, path)
    assert json.loads(path.read_text()) == document


def test_missing_is_none_and_never_zero(tmp_path: Path) -> None:
    path = tmp_path / "bare.json"
    written = coco.write([HandRecord("a.png", (9, 7), {})], path)
    text = path.read_text()
    for key in ("sex", "age_months", "spacing_mm", "stages", "absent", "hand_length_px", "rater"):
        assert f'"{key}"' not in text
    record = written.records[0]
    assert record.age_months is None and record.spacing_mm is None and record.sex is None
    assert all(label == BoneLabel() for label in record.bones.values())


def test_null_means_missing(tmp_path: Path) -> None:
    document = example_document(tmp_path)
    document["images"][0] |= {"age_months": None, "sex": None, "side": None}
    document["annotations"][0] |= {"rater": None, "absent": None, "hand_length_px": None}
    path = tmp_path / "null.json"
    path.write_text(json.dumps(document))
    assert coco.read(path).records[0].age_months is None


def test_pycocotools_loads_it(tmp_path: Path) -> None:
    pycoco = pytest.importorskip("pycocotools.coco")
    path = tmp_path / "hands.json"
    coco.write([example_record(), example_record(file_name="b.png")], path)
    with contextlib.redirect_stdout(io.StringIO()):
        loaded = pycoco.COCO(str(path))
    assert sorted(loaded.anns) == [1, 2] and sorted(loaded.imgs) == [1, 2]
    (category,) = loaded.loadCats(loaded.getCatIds())
    assert category["keypoints"] == list(HAND.names)
    assert {end for link in category["skeleton"] for end in link} == set(range(1, 14))


def test_another_order_of_keypoints_is_read_by_name(tmp_path: Path) -> None:
    document = example_document(tmp_path)
    expected = coco.read(tmp_path / "sound.json").records
    annotation = document["annotations"][0]
    points = annotation["keypoints"]
    annotation["keypoints"] = [v for k in range(12, -1, -1) for v in points[3 * k : 3 * k + 3]]
    annotation["stages"].reverse()
    document["categories"][0]["keypoints"].reverse()
    path = tmp_path / "reversed.json"
    path.write_text(json.dumps(document))
    assert coco.read(path).records == expected


def test_stages_in_attributes_alone_are_read(tmp_path: Path) -> None:
    """What CVAT gives back: nothing of ours but `attributes`, and its own keys in there."""
    document = example_document(tmp_path)
    expected = coco.read(tmp_path / "sound.json").records[0]
    annotation = document["annotations"][0]
    for key in ("stages", "standard_id"):
        del annotation[key]
    annotation["attributes"] |= {"occluded": False}
    path = tmp_path / "cvat.json"
    path.write_text(json.dumps(document))
    record = coco.read(path).records[0]
    assert record.bones == expected.bones and record.standard_id == "tw3_rus"
    assert record.annotation_extra == {"attributes": {"occluded": False}}
    del annotation["attributes"]["standard_id"]
    path.write_text(json.dumps(document))
    assert coco.read(path, standard_id="tw2_rus_uk").records[0].standard_id == "tw2_rus_uk"
    with pytest.raises(AnnotationError, match='"standard_id": is missing.*tw3_rus'):
        coco.read(path)


def test_absent_survives_cvat_too(tmp_path: Path) -> None:
    bones = dict(example_record().bones) | {"dp5": BoneLabel(absent=True)}
    path = tmp_path / "hands.json"
    coco.write([example_record(bones=bones)], path)
    document = json.loads(path.read_text())
    del document["annotations"][0]["absent"]
    path.write_text(json.dumps(document))
    assert coco.read(path).records[0].bones["dp5"] == BoneLabel(absent=True)


# Refusals

ANNOTATION_FAULTS = [
    ({"id": 0}, '"id": got 0; wanted a whole number ≥ 1'),
    ({"id": True}, '"id": got True; wanted a whole number ≥ 1'),
    ({"image_id": 99}, '"image_id": got 99, which names no image'),
    ({"category_id": 2}, "\"category_id\": got 2; wanted 1, the category 'hand'"),
    ({"keypoints": [1, 2, 2]}, '"keypoints": got 3 values; wanted a list of 39 numbers'),
    ({"keypoints": None}, '"keypoints": is missing'),
    ({"num_keypoints": 4}, '"num_keypoints": got 4; wanted 13'),
    ({"bbox": [1, 2, 0, 4]}, '"bbox": got [1.0, 2.0, 0.0, 4.0]; wanted [x, y, width, height]'),
    ({"bbox": [1, 2, 3]}, '"bbox": got 3 values; wanted a list of 4 numbers'),
    ({"area": 0}, '"area": got 0; wanted more than 0'),
    ({"area": float("nan")}, '"area": got nan; wanted a number'),
    ({"area": 10**400}, '"area": got 1000'),
    ({"iscrowd": 2}, '"iscrowd": got 2; wanted 0 or 1'),
    ({"absent": ["thumb"]}, "\"absent\": 'thumb' is no bone; wanted one of: radius ulna"),
    ({"absent": "ulna"}, "\"absent\": got 'ulna'; wanted a list of bone names"),
    ({"absent": ["ulna"]}, "bone 'ulna': is named in \"absent\" and has a point"),
    ({"standard_id": "tw9"}, "\"standard_id\": got 'tw9'"),
    ({"standard_id": "tw2_rus_uk"}, "got 'tw2_rus_uk', \"attributes\" says 'tw3_rus'"),
    ({"stages": ["A"] * 12}, '"stages": got 12 values; wanted a list of 13'),
    ({"maturity": [0.5] * 12 + ["x"]}, "bone 'dp5': maturity 'x'; wanted a number"),
    ({"hand_length_px": 0}, '"hand_length_px": got 0; wanted a number from 1'),
    ({"rater": 5}, '"rater": got 5; wanted a text'),
    ({"attributes": ["x"]}, "\"attributes\": got ['x']; wanted an object"),
    ({"attributes": {"stage_toe": "B"}}, "'toe' is no bone; wanted one of: radius"),
    ({"mine": [float("inf")]}, '"mine": holds NaN or an infinity'),
]


@pytest.mark.parametrize(("change", "words"), ANNOTATION_FAULTS)
def test_a_bad_annotation_is_refused(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    document = example_document(tmp_path)
    document["annotations"][0] |= change
    error = refusal(tmp_path, document)
    assert words in str(error)
    assert "annotation" in error.faults[0].record


IMAGE_FAULTS = [
    ({"id": 0}, '"id": got 0; wanted a whole number ≥ 1'),
    ({"file_name": ""}, "\"file_name\": got ''; wanted a text"),
    ({"width": None}, '"width": is missing'),
    ({"height": 0.5}, '"height": got 0.5; wanted a whole number ≥ 1'),
    ({"sex": "female"}, "\"sex\": got 'female'; wanted 'M' or 'F'"),
    ({"age_months": 301}, '"age_months": got 301; wanted a number from 0 to 300 months'),
    ({"age_months": "120"}, "\"age_months\": got '120'"),
    ({"bone_age_months": -1}, '"bone_age_months": got -1'),
    ({"spacing_mm": 0}, '"spacing_mm": got 0; wanted a number from 0.005 to 5 mm a pixel'),
    ({"side": "L"}, "\"side\": got 'L'; wanted 'left' or 'right'"),
]


@pytest.mark.parametrize(("change", "words"), IMAGE_FAULTS)
def test_a_bad_image_is_refused(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    document = example_document(tmp_path)
    document["images"][0] |= change
    error = refusal(tmp_path, document)
    assert words in str(error)
    assert "image" in error.faults[0].record


def test_an_unknown_stage_names_place_and_cure(tmp_path: Path) -> None:
    document = example_document(tmp_path)
    document["images"][0]["id"] = document["annotations"][0]["image_id"] = 1377
    document["annotations"][0]["stages"][1] = "K"
    document["annotations"][0]["attributes"]["stage_ulna"] = "K"
    error = refusal(tmp_path, document)
    assert str(error) == (
        f"{tmp_path / 'bad.json'}, image 1377 \"a/1.png\", annotation 1, bone 'ulna': "
        "stage 'K' is unknown; tw3_rus knows A–H. If the film was read with another standard, "
        'set the annotation\'s "standard_id".'
    )


def test_points_are_checked_by_bone(tmp_path: Path) -> None:
    document = example_document(tmp_path)
    points = document["annotations"][0]["keypoints"]
    points[0:3] = [WIDTH + 0.9, 5, 2]  # a rounding beyond the edge is let through
    points[3:6] = [WIDTH + 1.1, 5, 2]
    points[6:9] = [5, -7, 1]
    points[11] = 3
    points[14], points[15] = 0, float("nan")
    error = refusal(tmp_path, document)
    assert "radius" not in str(error)
    assert '"keypoints"[15]: got nan; wanted a finite number' in str(error)
    points[15] = 9
    document["annotations"][0]["num_keypoints"] = 12
    error = refusal(tmp_path, document)
    assert "bone 'ulna': point (641.1, 5) lies outside the film" in str(error)
    assert "bone 'mc1': point (5, -7) lies outside the film" in str(error)
    assert "bone 'mc3': visibility 3; wanted v = 0, 1 or 2" in str(error)


def test_stages_that_differ_from_their_copy_are_refused(tmp_path: Path) -> None:
    document = example_document(tmp_path)
    document["annotations"][0]["attributes"]["stage_radius"] = "G"
    assert "\"stages\" says 'A', \"attributes\" says 'G'" in str(refusal(tmp_path, document))
    document["annotations"][0]["stages"][0] = None
    assert '"stages" says None, "attributes" says \'G\'' in str(refusal(tmp_path, document))


def test_categories_are_checked(tmp_path: Path) -> None:
    document = example_document(tmp_path)
    category = document["categories"][0]
    category["keypoints"][:2] = ["Radius", "mc1"]
    category["skeleton"][0] = [0, 1]
    text = str(refusal(tmp_path, document))
    assert "missing: radius ulna; unknown: Radius; twice: mc1" in text
    assert '"skeleton"[0]: got [0, 1]; wanted two numbers from 1 to 13' in text
    category["name"] = "person"
    assert "got categories: 'person'; wanted one category named 'hand'" in str(
        refusal(tmp_path, document)
    )


def test_doubled_ids_and_names_are_refused(tmp_path: Path) -> None:
    document = example_document(tmp_path)
    document["images"] *= 2
    document["annotations"] *= 2
    text = str(refusal(tmp_path, document))
    assert "3 faults" in text
    assert 'image 1 "a/1.png", "id": stands twice' in text
    assert '"file_name": stands twice, also as image 1' in text
    assert 'annotation 1, "id": stands twice' in text


def test_an_image_with_a_fault_does_not_spoil_its_annotation(tmp_path: Path) -> None:
    document = example_document(tmp_path)
    document["images"][0]["width"] = "wide"
    assert refusal(tmp_path, document).count == 1


BROKEN_FILES = [
    (b"", "the file is empty; wanted a COCO JSON object"),
    (b" \n", "the file is empty"),
    (b'{"images": [\n {"id": 1, "fi', "line 2, column 12: the file ends in mid-text"),
    (b'{"images": [1,\n 2', "line 2, column 3: the file ends in mid-text"),
    (b'{"images": [}', "line 1, column 13: '}' is no JSON here"),
    (b'{"a": "\xff"}', "byte 7: 0xff is no UTF-8; wanted UTF-8 text"),
    (b"[1]", "the file holds a list; wanted a JSON object"),
    (b"[" * 100_000, "brackets are nested too deep"),
    (b'{"a": ' + b"9" * 5000 + b"}", "a number cannot be read"),
    (b'{"images": 5}', '"images": got 5; wanted a list'),
    (b'{"images": [7], "annotations": [8], "categories": []}', "images[0]: got 7"),
]


@pytest.mark.parametrize(("content", "words"), BROKEN_FILES)
def test_a_broken_file_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    assert words in str(refusal(tmp_path, content))


def test_a_file_cut_off_is_refused_wherever(tmp_path: Path) -> None:
    example_document(tmp_path)
    whole = (tmp_path / "sound.json").read_bytes().rstrip()
    for end in range(1, len(whole), 7):
        assert "column" in refusal(tmp_path, whole[:end]).faults[0].field


def test_a_doubled_key_is_refused_by_its_object(tmp_path: Path) -> None:
    text = json.dumps(example_document(tmp_path))
    doubled = text.replace('"sex": "F"', '"sex": "F", "sex": "M"')
    error = refusal(tmp_path, doubled)
    assert "the object with 'id': 1, key 'sex': stands 2 times ('F', 'M')" in str(error)


def test_all_faults_come_in_one_pass(tmp_path: Path) -> None:
    document = example_document(tmp_path)
    document["images"][0] |= {"sex": "?", "age_months": -5}
    document["annotations"][0] |= {"iscrowd": 7, "area": -1}
    document["info"] = 5
    assert refusal(tmp_path, document).count == 5


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_whatever_is_spoiled_is_read_or_refused_never_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("spoiled")
    document: Any = example_document(folder)
    spot, key = {"d": document}, "d"
    while isinstance(spot[key], dict | list) and spot[key] and data.draw(st.integers(0, 5)):
        spot = spot[key]
        keys = sorted(spot) if isinstance(spot, dict) else range(len(spot))
        key = data.draw(st.sampled_from(list(keys)))
    spot[key] = data.draw(plain_json | st.just(float("nan")))
    path = folder / "bad.json"
    path.write_text(json.dumps(document))
    with contextlib.suppress(AnnotationError):
        coco.read(path)


# Writing


def test_write_refuses_what_read_would_refuse_and_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "hands.json"
    coco.write([example_record()], path)
    before = path.read_bytes()
    outside = dict(example_record().bones) | {"ulna": BoneLabel((-50.0, 3.0), 2)}
    with pytest.raises(AnnotationError, match="lies outside the film"):
        coco.write([example_record(bones=outside)], path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["hands.json"]


def test_write_refuses_two_stories_of_one_film(tmp_path: Path) -> None:
    records = [example_record(image_id=4), example_record(image_id=4, sex=Sex.MALE)]
    with pytest.raises(AnnotationError, match="says 'M', one before it 'F'"):
        coco.write(records, tmp_path / "hands.json")
    assert not list(tmp_path.iterdir())


def test_the_documented_example_is_read_and_written_as_it_stands(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "format.md").read_text(encoding="utf-8")
    example = page.split("```json\n")[1].split("```")[0]
    path = tmp_path / "example.json"
    path.write_text(example)
    hands = coco.read(path)
    assert hands.records[0].bones["ulna"] == BoneLabel((310.0, 907.0), 2, "F")
    assert hands.records[0].bones["dp5"] == BoneLabel(absent=True)
    coco.write(hands, path)
    assert json.loads(path.read_text()) == json.loads(example)
    bare = replace(hands.records[0], bbox_xywh_px=None, area_px2=None)
    assert coco.write([bare], path).records == hands.records
