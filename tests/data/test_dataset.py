from dataclasses import replace
from pathlib import Path
from shutil import copyfile

import cv2
import numpy as np
import pytest

from boneage_kp.data.dataset import HandDataset
from boneage_kp.data.draws import DrawKey
from boneage_kp.data.formats.coco import HandFile, write
from boneage_kp.film.image import FilmError
from boneage_kp.phantom.dataset_plan import SetPlan
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, HandRecord

SIZE_HW = (96, 80)


def hand(name: str = "a.png") -> HandRecord:
    """A film whose bones stand on a grid, one of them not labelled and one absent."""
    bones = {
        bone: BoneLabel((10.0 + 5 * k, 90.0 - 6 * k), 2, "DEFG"[k % 4])
        for k, bone in enumerate(HAND.names)
    }
    bones |= {"mc5": BoneLabel(), "ulna": BoneLabel(absent=True)}
    return HandRecord(name, SIZE_HW, bones, standard_id="tw3_rus")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    grey = np.full(SIZE_HW, 60, np.uint8)
    grey[90, 10] = 255
    cv2.imwrite(str(tmp_path / "a.png"), grey)
    write(HandFile(records=(hand(),)), tmp_path / "hands.json")
    return tmp_path


def test_labels_come_as_they_stand_in_the_file(folder: Path) -> None:
    labels = HandDataset(str(folder / "hands.json"))[0]["labels"]
    assert labels.xy_px[0].tolist() == [10.0, 90.0]
    assert labels.stage[0] == 3, "D is the fourth stage"
    k = HAND.index_of("mc5")
    assert not labels.shown[k] and not labels.known[k] and labels.stage[k] == -1
    k = HAND.index_of("ulna")
    assert not labels.shown[k] and labels.known[k] and labels.stage[k] == -1


def test_film_and_points_go_through_the_pipeline_together(folder: Path) -> None:
    pipeline = [dict(type="Letterbox", size=192)]
    sample = HandDataset(str(folder / "hands.json"), pipeline)[0]
    x, y = sample["labels"].xy_px[0].tolist()
    back = sample["from_film"].inverse()(np.array([[x, y]]))
    np.testing.assert_allclose(back, [[10.0, 90.0]], atol=1e-4)
    row, column = np.unravel_index(int(sample["image"][0].argmax()), (192, 192))
    assert abs(column + 0.5 - x - 1) <= 1 and abs(row + 0.5 - y - 1) <= 1, "the lit pixel"


def test_dice_follow_the_key(folder: Path) -> None:
    dataset = HandDataset(str(folder / "hands.json"), [dict(type="RandomWarp", size=64)])
    one, same, other = (dataset[DrawKey(epoch, 0)]["labels"].xy_px for epoch in (1, 1, 2))
    assert one.nan_to_num().equal(same.nan_to_num())
    assert not one.nan_to_num().equal(other.nan_to_num())


def test_a_film_of_another_size_than_its_record_is_refused(folder: Path) -> None:
    cv2.imwrite(str(folder / "a.png"), np.zeros((50, 40), np.uint8))
    with pytest.raises(FilmError, match="is 40 x 50 pixels; its record says 80 x 96"):
        HandDataset(str(folder / "hands.json"))[0]


def test_missing_films_and_empty_files_stop_at_once(folder: Path) -> None:
    records = (hand(), replace(hand(), file_name="b.png"))
    write(HandFile(records=records), folder / "two.json")
    with pytest.raises(FilmError, match="1 of 2 films .* the first: 'b.png'; set image_folder="):
        HandDataset(str(folder / "two.json"))
    write(HandFile(records=()), folder / "none.json")
    with pytest.raises(ValueError, match="holds no annotated hand"):
        HandDataset(str(folder / "none.json"))


def test_a_pipeline_step_that_is_unknown_lists_the_known(folder: Path) -> None:
    with pytest.raises(
        ValueError, match="transform 'Letterbax' is unknown; known here: .*Letterbox"
    ):
        HandDataset(str(folder / "hands.json"), [dict(type="Letterbax", size=64)])


def test_a_drawn_set_is_named_as_live_phantoms_are_and_an_altered_one_is_not(folder: Path) -> None:
    plan = SetPlan(2, 7, None, {"size_px": 64}, "ab" * 8, "1.3")
    films = tuple(replace(hand(), file_name=name) for name in ("a.png", "b.png"))
    copyfile(folder / hand().file_name, folder / "b.png")
    write(HandFile(records=films, info=plan.info()), folder / "set.json")
    assert (
        HandDataset(str(folder / "set.json")).digest == "phantoms 1.3 abababababababab seed 7 n 2"
    )
    write(HandFile(records=films[:1], info=plan.info()), folder / "set.json")
    assert not HandDataset(str(folder / "set.json")).digest.startswith("phantoms")
