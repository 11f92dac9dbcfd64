"""Films of a table go through the pipeline that phantoms go through, with sex and age."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from boneage_kp.data.age_batch import age_labels, collate_ages
from boneage_kp.data.draws import DrawKey
from boneage_kp.data.phantom_dataset import PhantomDataset
from boneage_kp.data.rsna_dataset import RsnaDataset
from boneage_kp.film.image import FilmError
from boneage_kp.schema.records import HandRecord, Sex


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, shape in (("7", (90, 60)), ("8", (50, 80))):
        grey = np.full(shape, 40, np.uint8)
        grey[10:14, 20:24] = 250
        cv2.imwrite(str(tmp_path / f"{name}.png"), grey)
    (tmp_path / "t.csv").write_text("id,boneage,male\n7,100,True\n8,33.5,False\n")
    return tmp_path


def test_films_of_any_size_become_a_batch_with_sex_and_age(folder: Path) -> None:
    dataset = RsnaDataset(str(folder / "t.csv"), [dict(type="Letterbox", size=(64, 96))])
    batch = collate_ages([dataset[0], dataset[DrawKey(3, 1)]])
    assert batch["image"].shape == (2, 1, 64, 96) and batch["image"].dtype == torch.uint8
    assert batch["labels"].sex.tolist() == [1.0, -1.0]
    assert batch["labels"].age_months.tolist() == [100.0, 33.5]
    assert [record.size_hw for record in batch["record"]] == [(90, 60), (50, 80)]
    x, y = batch["from_film"][0](np.array([22.0, 12.0]))
    assert batch["image"][0, 0, int(y), int(x)] > 200, "the lit square went with the film"


def test_a_hand_s_frame_is_the_whole_film_where_no_bone_is_labelled(folder: Path) -> None:
    film, hand = (
        RsnaDataset(str(folder / "t.csv"), [dict(type="Letterbox", size=64, frame=frame)])[0]
        for frame in ("film", "hand")
    )
    assert torch.equal(film["image"], hand["image"])


def test_draws_follow_the_key(folder: Path) -> None:
    steps = [dict(type="RandomWarp", size=64), dict(type="HideSex", probability=0.5)]
    dataset = RsnaDataset(str(folder / "t.csv"), steps, seed=4)
    one, same, other = (dataset[DrawKey(epoch, 0)]["image"] for epoch in (1, 1, 2))
    assert torch.equal(one, same) and not torch.equal(one, other)
    hidden = [dataset[DrawKey(epoch, 0)]["record"].sex is None for epoch in range(40)]
    assert 8 < sum(hidden) < 32
    assert hidden == [dataset[DrawKey(epoch, 0)]["record"].sex is None for epoch in range(40)]


def test_a_missing_film_stops_before_training(folder: Path) -> None:
    (folder / "8.png").unlink()
    with pytest.raises(FilmError, match="1 of 2 films are not under .*'8.png'; set image_folder="):
        RsnaDataset(str(folder / "t.csv"))


def test_phantoms_bring_the_bone_age_of_their_stages() -> None:
    dataset = PhantomDataset(1, {"size_px": 128}, [dict(type="Letterbox", size=64)], seed=5)
    sample = dataset[0]
    labels = collate_ages([sample])["labels"]
    assert labels.age_months.item() == pytest.approx(sample["record"].bone_age_months)
    assert labels.age_months.item() != sample["record"].age_months
    assert labels.sex.item() == (1 if sample["record"].sex == Sex.MALE else -1)


def test_what_is_not_known_is_nan_and_nought() -> None:
    labels = age_labels([HandRecord("a.png", (2, 2), {}, age_months=90.0)])
    assert labels.sex.tolist() == [0.0] and labels.age_months.isnan().all()
