"""CVAT: our file through its engine and back, its habits, its ZIP, its label set-up."""

import json
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

sys.path.insert(0, str(Path(__file__).parent))  # tests of two formats share their hands
from tool_hands import EXAMPLE, LETTERS, hands, same  # noqa: E402

from boneage_kp.data.formats import AnnotationError, coco, cvat  # noqa: E402
from boneage_kp.data.formats.film_facts import with_facts  # noqa: E402
from boneage_kp.data.formats.label_setups import cvat_labels  # noqa: E402
from boneage_kp.schema.hand import HAND  # noqa: E402
from boneage_kp.schema.records import HandRecord, Sex  # noqa: E402

GOLDEN = Path(__file__).parent / "golden"


@given(hands())
def test_what_we_write_we_read(tmp_path_factory: pytest.TempPathFactory, hand: HandRecord) -> None:
    path = tmp_path_factory.mktemp("cvat") / "hands.json"
    cvat.write([hand], path)
    same(cvat.read(path).records[0], hand)


def _through_datumaro(path: Path, folder: Path) -> Path:
    """Into CVAT's engine and out again, as its import and export do."""
    dataset_type = pytest.importorskip("datumaro", reason="CVAT's engine is not installed").Dataset
    source = folder / "in" / "annotations" / "person_keypoints_default.json"
    source.parent.mkdir(parents=True)
    (folder / "in" / "images").mkdir()
    source.write_bytes(path.read_bytes())
    dataset = dataset_type.import_from(str(source), "coco_person_keypoints")
    assert len(dataset) == 2
    dataset.export(str(folder / "out"), "coco_person_keypoints", save_media=False)
    (exported,) = folder.glob("out/annotations/*.json")
    return exported


def test_points_visibility_and_stages_survive_cvats_engine(tmp_path: Path) -> None:
    second = replace(EXAMPLE, file_name="images/000002.png", sex=Sex.MALE)
    original = coco.write([EXAMPLE, second], tmp_path / "hands.json")
    exported = _through_datumaro(tmp_path / "hands.json", tmp_path)
    back = cvat.read(exported)
    assert len(back.records) == 2
    # Datumaro rounds to 0.01 px; its order of films is its own.
    by_name = {record.file_name: record for record in back.records}
    for record in original.records:
        same(by_name[record.file_name], record, within_px=0.0051)
    filled = with_facts(back, original)
    sexes = {record.file_name: record.sex for record in filled.records}
    assert sexes == {record.file_name: record.sex for record in original.records}


def test_a_stored_export_is_read_without_the_engine() -> None:
    """The golden file is datumaro's export of EXAMPLE, with the attributes CVAT adds."""
    (record,) = cvat.read(GOLDEN / "cvat_person_keypoints.json").records
    same(record, EXAMPLE, within_px=0.0051)
    assert record.standard_id == "tw3_rus"
    assert "attributes" not in record.annotation_extra


def test_the_zip_that_cvat_exports_is_read_as_it_is(tmp_path: Path) -> None:
    archive = tmp_path / "task.zip"
    with zipfile.ZipFile(archive, "w") as target:
        text = (GOLDEN / "cvat_person_keypoints.json").read_text()
        target.writestr("annotations/person_keypoints_default.json", text)
    same(cvat.read(archive).records[0], EXAMPLE, within_px=0.0051)


def test_a_zip_as_cvat_imports_it_is_written(tmp_path: Path) -> None:
    cvat.write([EXAMPLE], tmp_path / "task.zip")
    first = (tmp_path / "task.zip").read_bytes()
    assert zipfile.ZipFile(tmp_path / "task.zip").namelist() == [
        "annotations/person_keypoints_default.json"
    ]
    same(cvat.read(tmp_path / "task.zip").records[0], EXAMPLE)
    cvat.write([EXAMPLE], tmp_path / "task.zip")
    assert (tmp_path / "task.zip").read_bytes() == first


def test_another_zip_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "task.zip"
    with zipfile.ZipFile(archive, "w") as target:
        target.writestr("annotations.xml", "<annotations/>")
    with pytest.raises(AnnotationError, match="the ZIP holds annotations.xml.*COCO Keypoints 1.0"):
        cvat.read(archive)


def test_choices_that_were_not_made_are_no_stages(tmp_path: Path) -> None:
    document = json.loads((GOLDEN / "cvat_person_keypoints.json").read_text())
    attributes = document["annotations"][0]["attributes"]
    attributes |= {f"stage_{name}": "-" for name in HAND.names}
    path = tmp_path / "unrated.json"
    path.write_text(json.dumps(document))
    (record,) = cvat.read(path).records
    assert {label.stage for label in record.bones.values()} == {None}


def test_a_hand_of_one_point_has_a_flat_box_in_cvat_and_is_read(tmp_path: Path) -> None:
    document = json.loads((GOLDEN / "cvat_person_keypoints.json").read_text())
    annotation = document["annotations"][0]
    annotation["keypoints"] = [12.5, 30.0, 2] + [0, 0, 0] * 12
    annotation |= {"num_keypoints": 1, "bbox": [12.5, 30.0, 0.0, 0.0], "area": 0.0}
    path = tmp_path / "one.json"
    path.write_text(json.dumps(document))
    assert cvat.read(path).records[0].bones["radius"].xy_px == (12.5, 30.0)


def test_a_hand_drawn_anew_takes_the_standard_named_by_the_caller(tmp_path: Path) -> None:
    document = json.loads((GOLDEN / "cvat_person_keypoints.json").read_text())
    del document["annotations"][0]["attributes"]["standard_id"]
    path = tmp_path / "new.json"
    path.write_text(json.dumps(document))
    with pytest.raises(AnnotationError, match="standard_id"):
        cvat.read(path)
    assert cvat.read(path, standard_id="tw3_rus").records[0].standard_id == "tw3_rus"


def test_facts_come_back_by_file_name_even_without_its_folder() -> None:
    bare = replace(EXAMPLE, file_name="000001.png", sex=None, age_months=None, spacing_mm=None)
    filled = with_facts(coco.HandFile((bare,)), coco.HandFile((EXAMPLE,))).records[0]
    assert (filled.sex, filled.age_months, filled.spacing_mm) == (Sex.FEMALE, 131.0, 0.2)
    assert filled.file_name == EXAMPLE.file_name
    other = replace(bare, size_hw=(10, 10))
    assert with_facts(coco.HandFile((other,)), coco.HandFile((EXAMPLE,))).records[0] == other


def test_the_label_set_up_is_one_that_cvat_takes() -> None:
    """The rules of CVAT's raw label editor, and that names agree with what `read` expects."""
    (label,) = json.loads(cvat_labels("tw3_rus"))
    assert label["type"] == "skeleton"
    assert [point["name"] for point in label["sublabels"]] == list(HAND.names)
    for attribute in label["attributes"]:
        assert attribute["input_type"] in ("select", "text")
        assert attribute["default_value"] in attribute["values"]
        assert isinstance(attribute["mutable"], bool)
        assert len(set(attribute["values"])) == len(attribute["values"]) > 0
        assert all(isinstance(value, str) and value for value in attribute["values"])
    stages = {a["name"]: a["values"] for a in label["attributes"]}
    assert stages["stage_radius"] == ["-", *LETTERS]
    assert stages["stage_ulna"] == ["-", *LETTERS[:8]]
    for number, name in enumerate(HAND.names, start=1):
        assert f'data-node-id="{number}" data-label-name="{name}"' in label["svg"]
    assert label["svg"].count("<line") == len(HAND.skeleton)
