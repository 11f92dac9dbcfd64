"""Label Studio: there and back, through its own SDK, and what people's exports do to us."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))  # tests of two formats share their hands
from tool_hands import EXAMPLE, hands, same  # noqa: E402

from boneage_kp.data.formats import AnnotationError, label_studio  # noqa: E402
from boneage_kp.data.formats.coco_file import HandFile  # noqa: E402
from boneage_kp.data.formats.label_setups import label_studio_config  # noqa: E402
from boneage_kp.schema.hand import HAND  # noqa: E402
from boneage_kp.schema.records import BoneLabel, HandRecord  # noqa: E402

GOLDEN = Path(__file__).parent / "golden"


@given(hands())
def test_there_and_back(tmp_path_factory: pytest.TempPathFactory, hand: HandRecord) -> None:
    path = tmp_path_factory.mktemp("ls") / "tasks.json"
    label_studio.write([hand], path)
    (back,) = label_studio.read(path).records
    same(back, hand, within_px=1e-6)
    for name in ("file_name", "size_hw", "sex", "age_months", "spacing_mm", "side", "standard_id"):
        assert getattr(back, name) == getattr(hand, name), name


def _tasks(tmp_path: Path, hand: HandRecord = EXAMPLE, **more: Any) -> tuple[Path, list[Any]]:
    path = tmp_path / "tasks.json"
    label_studio.write([hand], path, **more)
    return path, json.loads(path.read_text())


def test_unknown_keys_raters_and_films_without_hands_survive(tmp_path: Path) -> None:
    first = replace(EXAMPLE, rater="r1", annotation_extra={"note": [1, 2]}, image_extra={"ward": 3})
    second = replace(EXAMPLE, rater="r2", image_extra={"ward": 3})
    empty = replace(EXAMPLE, file_name="b.png", bones={}, standard_id=None)
    path = tmp_path / "tasks.json"
    label_studio.write(HandFile((first, second), unannotated=(empty,)), path)
    back = label_studio.read(path)
    assert [record.rater for record in back.records] == ["r1", "r2"]
    assert back.records[0].annotation_extra == {"note": [1, 2]}
    assert back.records[0].image_extra == {"ward": 3}
    assert [film.file_name for film in back.unannotated] == ["b.png"]
    assert len(json.loads(path.read_text())[0]["annotations"]) == 2  # one a rater


def test_two_hands_on_one_film_keep_their_own_points(tmp_path: Path) -> None:
    left = replace(EXAMPLE, bones={"radius": BoneLabel((50.0, 60.0), 2, "F")})
    right = replace(EXAMPLE, bones={"radius": BoneLabel((250.0, 61.0), 1, "G")})
    path = tmp_path / "tasks.json"
    label_studio.write([left, right], path)
    radii = [record.bones["radius"] for record in label_studio.read(path).records]
    assert [(r.xy_px, r.visibility, r.stage) for r in radii] == [
        (pytest.approx((50.0, 60.0)), 2, "F"),
        (pytest.approx((250.0, 61.0)), 1, "G"),
    ]


def test_predictions_carry_their_model_and_stay_apart(tmp_path: Path) -> None:
    path, (task,) = _tasks(tmp_path, model_version="fpn_r50 1.0")
    assert task["predictions"][0]["model_version"] == "fpn_r50 1.0"
    assert label_studio.read(path).records == ()
    same(label_studio.read(path, predictions=True).records[0], EXAMPLE, within_px=1e-6)


def test_label_studio_takes_the_interface_and_our_tasks(tmp_path: Path) -> None:
    sdk = pytest.importorskip("label_studio_sdk.label_interface", reason="SDK is not installed")
    interface = sdk.LabelInterface(label_studio_config("tw3_rus"))
    interface.validate()
    _, (task,) = _tasks(tmp_path, model_version="m")
    assert interface.validate_prediction(task["predictions"][0], return_errors=True) == []
    _, (task,) = _tasks(tmp_path)
    assert interface.validate_annotation(task["annotations"][0])


def test_its_own_json_export_is_read_back(tmp_path: Path) -> None:
    path, _ = _tasks(tmp_path)
    result = _converted(path, tmp_path / "json", "JSON")
    same(label_studio.read(result).records[0], EXAMPLE, within_px=1e-6)


def test_its_coco_export_finds_our_points_rounded_to_pixels(tmp_path: Path) -> None:
    """Its COCO converter needs `model_index`; it rounds to whole pixels and drops stages."""
    path, _ = _tasks(tmp_path)
    exported = json.loads(_converted(path, tmp_path / "coco", "COCO").read_text())
    (category,) = [c for c in exported["categories"] if "keypoints" in c]
    assert category["keypoints"] == list(HAND.names)
    (annotation,) = [a for a in exported["annotations"] if "keypoints" in a]
    for k, name in enumerate(HAND.names):
        label = EXAMPLE.bones[name]
        x, y, v = annotation["keypoints"][3 * k : 3 * k + 3]
        assert (v > 0) == label.labelled
        if label.xy_px:
            assert (x, y) == pytest.approx(label.xy_px, abs=0.5)


def _converted(path: Path, folder: Path, kind: str) -> Path:
    module = pytest.importorskip("label_studio_sdk.converter", reason="SDK is not installed")
    converter = module.Converter(label_studio_config("tw3_rus"), str(path.parent))
    converter.convert(str(path), str(folder), kind, is_dir=False)
    return folder / "result.json"


def test_a_stored_export_of_hand_made_labels_is_read() -> None:
    """Drawn in the tool: ids of its own, an upload's prefix, points without stage, no `film`."""
    back = label_studio.read(GOLDEN / "label_studio_export.json", standard_id="tw3_rus")
    (record,) = back.records
    assert record.file_name == "hand 7.png"
    assert record.size_hw == (400, 300)
    assert record.bones["radius"] == BoneLabel((150.0, 300.0), 2, "F")
    assert record.bones["dp3"] == BoneLabel((135.0, 40.0), 1)
    assert record.bones["ulna"].absent
    assert record.bones["mc1"].stage == "E" and not record.bones["mc1"].labelled
    assert record.bbox_xywh_px == (60.0, 20.0, 180.0, 320.0)


@pytest.mark.parametrize(
    ("break_it", "message"),
    [
        (lambda r: r[1]["value"].update(keypointlabels=["humerus"]), "humerus.*wanted one bone of"),
        (lambda r: r.append(dict(r[1], id="x")), "radius twice.*Remove one"),
        (lambda r: r[1]["value"].pop("x"), "wanted x, y in percent"),
        (lambda r: r[0]["value"].update(rotation=15), "a turned box"),
        (lambda r: r[1].update(image_rotation=90), "the film was turned"),
        (lambda r: r[3]["value"].update(choices=["K"]), "stage 'K' is unknown"),
        (lambda r: r[1]["value"].update(y=130.0), "outside the film"),
    ],
)
def test_faults_of_labels_are_named(tmp_path: Path, break_it: Any, message: str) -> None:
    path, tasks = _tasks(tmp_path)
    break_it(tasks[0]["annotations"][0]["result"])
    path.write_text(json.dumps(tasks))
    with pytest.raises(AnnotationError, match=message):
        label_studio.read(path)


def test_all_faults_come_in_one_pass(tmp_path: Path) -> None:
    path, tasks = _tasks(tmp_path)
    results = tasks[0]["annotations"][0]["result"]
    results[1]["value"]["keypointlabels"] = ["humerus"]
    results[0]["value"]["rotation"] = 3
    path.write_text(json.dumps([*tasks, {"image": "json-min"}]))
    with pytest.raises(AnnotationError) as raised:
        label_studio.read(path)
    text = str(raised.value)
    assert raised.value.count == 3
    assert "humerus" in text and "turned box" in text and "not JSON-MIN" in text


@pytest.mark.parametrize("content", [b"", b"{}", b"[{", b"\xff\xfe"])
def test_what_is_no_export_is_refused_with_its_cure(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "tasks.json"
    path.write_bytes(content)
    with pytest.raises(AnnotationError, match='Export as "JSON"'):
        label_studio.read(path)


def test_skipped_annotations_do_not_count(tmp_path: Path) -> None:
    path, tasks = _tasks(tmp_path)
    tasks[0]["annotations"][0]["was_cancelled"] = True
    path.write_text(json.dumps(tasks))
    back = label_studio.read(path)
    assert back.records == () and len(back.unannotated) == 1


def _places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where every value of a JSON document stands."""
    found = [path] if path else []
    if isinstance(node, dict | list):
        children = node.items() if isinstance(node, dict) else enumerate(node)
        for key, child in children:
            found += _places(child, (*path, key))
    return found


@given(st.data())
def test_no_spoilt_export_ends_in_anything_but_words(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    tasks = json.loads((GOLDEN / "label_studio_export.json").read_text())
    for _ in range(data.draw(st.integers(1, 3))):
        places = _places(tasks)
        if not places:
            break
        *path, key = data.draw(st.sampled_from(places))
        parent: Any = tasks
        for step in path:
            parent = parent[step]
        parent[key] = data.draw(
            st.sampled_from([None, "x", -3, 1e9, True, [], {}, ["radius"], [[1]], {"a": []}])
        )
    path = tmp_path_factory.mktemp("ls") / "tasks.json"
    path.write_text(json.dumps(tasks))
    try:
        label_studio.read(path, standard_id="tw3_rus")
    except AnnotationError as error:
        assert error.count > 0
