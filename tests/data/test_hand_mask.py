"""Masks of phantoms and of files: they move with their film, and what is no hand goes black."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from boneage_kp.data.draws import DrawKey
from boneage_kp.data.hand_alone_phantoms import HandAlonePhantoms
from boneage_kp.data.hand_mask import collate_masks, hand_alone
from boneage_kp.data.mask_table import MaskedFilm, MaskTable, read_mask_table, write_mask_table
from boneage_kp.data.phantom_dataset import PhantomDataset
from boneage_kp.data.phantom_masks import PhantomMasks
from boneage_kp.film.image import FilmError

PARAMETERS = {"size_px": 128, "film.inverted.probability": 0.0}
WARP = [dict(type="RandomWarp", size=96)]


def test_what_is_no_hand_goes_black_but_for_a_rim() -> None:
    grey = np.full((50, 70), 90, np.uint8)
    mask = np.zeros((50, 70), bool)
    mask[20:30, 30:50] = True
    alone = hand_alone(grey, mask)
    assert (alone[mask] == 90).all() and alone.dtype == np.uint8
    assert alone[19, 40] == 90 and alone[18, 40] == 0
    assert hand_alone(grey.astype(np.float32), mask).dtype == np.float32


def test_phantoms_on_black_are_the_same_hands() -> None:
    with_film = PhantomDataset(2, PARAMETERS, seed=4, fixed=True)
    alone = HandAlonePhantoms(2, PARAMETERS, seed=4, fixed=True)
    whole, hand = (one.sample(DrawKey(0, 1)) for one in (with_film, alone))
    kept = hand.grey > 0
    np.testing.assert_array_equal(hand.grey[kept], whole.grey[kept])
    assert 0.1 < kept.mean() < 0.8
    np.testing.assert_array_equal(hand.xy_px, whole.xy_px)
    assert with_film.digest != alone.digest
    assert alone.digest.startswith("phantoms "), "weights know that they saw drawn films"


def test_masks_move_with_their_phantom() -> None:
    films = PhantomMasks(2, PARAMETERS, WARP, seed=4)
    packed = films[DrawKey(3, 1)]
    assert packed["image"].shape == packed["mask"].shape == (1, 96, 96)
    sample = HandAlonePhantoms(2, PARAMETERS, WARP, seed=4)[DrawKey(3, 1)]
    np.testing.assert_allclose(sample["from_film"].matrix, packed["from_film"].matrix)
    shown = sample["image"][0].numpy() > 0  # the same hand under the same dice, on black
    mask = packed["mask"][0].numpy()
    assert (shown & mask).sum() / mask.sum() > 0.97
    assert (shown & ~cv2.dilate(mask.astype(np.uint8), np.ones((7, 7))).astype(bool)).sum() == 0
    batch = collate_masks([packed, films[0]])
    assert batch["labels"].shape == (2, 1, 96, 96) and len(batch["record"]) == 2


@pytest.fixture
def table(tmp_path: Path) -> Path:
    (tmp_path / "masks").mkdir()
    mask = np.zeros((60, 80), np.uint8)
    mask[10:40, 20:50] = 255
    cv2.imwrite(str(tmp_path / "film.png"), mask // 2)
    cv2.imwrite(str(tmp_path / "masks/film.png"), mask)
    rows = [MaskedFilm(tmp_path / "film.png", tmp_path / "masks/film.png")]
    write_mask_table(rows, tmp_path / "masks/table.csv")
    return tmp_path / "masks/table.csv"


def test_a_table_is_read_back_and_its_masks_follow_the_film(table: Path) -> None:
    assert table.read_text() == "film,mask\n../film.png,film.png\n"
    films = MaskTable(str(table), [dict(type="RandomWarp", size=(48, 64))])
    for epoch in range(3):
        packed = films[DrawKey(epoch, 0)]
        shown, mask = packed["image"][0].numpy() > 63, packed["mask"][0].numpy()
        assert mask.any() and (shown == mask).mean() > 0.98


def test_faulty_tables_are_refused_by_name(table: Path) -> None:
    with pytest.raises(FilmError, match="1 files are not there, such as .*gone"):
        table.write_text("film,mask\n../film.png,gone.png\n")
        read_mask_table(table)
    with pytest.raises(ValueError, match="has the columns .*wanted a CSV with the columns film"):
        table.write_text("picture,mask\n")
        read_mask_table(table)
    with pytest.raises(ValueError, match="has no rows"):
        table.write_text("film,mask\n")
        read_mask_table(table)
    cv2.imwrite(str(table.parent / "film.png"), np.zeros((8, 9), np.uint8))
    table.write_text("film,mask\n../film.png,film.png\n")
    with pytest.raises(FilmError, match=r"film.png: is 9 x 8 pixels, its film 80 x 60"):
        MaskTable(str(table))[0]
