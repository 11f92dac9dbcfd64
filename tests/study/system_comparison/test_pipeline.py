"""The regional pipeline of the comparison: masks, films behind a mask, and the fitted ensemble."""

import csv
import shutil
from pathlib import Path

import numpy as np
import pytest

from boneage_kp.data.formats import coco
from boneage_kp.data.hand_mask import SOFT
from boneage_kp.data.mask_table import MaskTable, read_mask, read_mask_table
from boneage_kp.engine.regional.ensemble_file import read_ensemble
from boneage_kp.film.image import read_grey
from boneage_kp.phantom.mask_file import read_masks
from boneage_kp.study.system_comparison import pipeline
from boneage_kp.study.system_comparison.contestants import open_regional
from boneage_kp.study.system_comparison.films import SharedFilms
from boneage_kp.study.system_comparison.measure import answer_of
from boneage_kp.study.system_comparison.pipeline import (
    ENSEMBLE,
    films_of_part,
    fitted_ensemble,
)
from boneage_kp.study.system_comparison.systems import MASK
from tests.engine.regional.tiny_regions import mask_weights, region_weights

MEMBER = "regional_a_regression"


def test_the_mask_network_learns_from_exact_masks(films: SharedFilms, tmp_path: Path) -> None:
    given = films_of_part(MASK, films, tmp_path, {})
    rows = read_mask_table(given.file)
    assert given.type == "MaskTable" and len(rows) == len(coco.read(films.train).records)
    film = read_grey(rows[1].film)
    exact = read_masks(films.train.parent / "masks" / f"{rows[1].film.stem}.json")[SOFT]
    np.testing.assert_array_equal(read_mask(rows[1].mask, film.shape), exact)
    steps = [dict(type="Letterbox", size=64)]
    assert MaskTable(str(given.watched), steps)[0]["mask"].shape == (1, 64, 64)


def test_regions_learn_from_films_behind_the_mask_made_once(
    films: SharedFilms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = films_of_part(MEMBER, films, tmp_path, {})
    assert (plain.type, plain.file) == ("HandDataset", films.train)
    mask = mask_weights(tmp_path / "mask.safetensors")
    behind = films_of_part(MEMBER, films, tmp_path, {MASK: mask})
    records = coco.read(behind.file).records
    with (behind.file.parent / "left_out.csv").open() as file:
        left_out = list(csv.DictReader(file))
    assert records and len(records) + len(left_out) == len(coco.read(films.train).records)
    assert all((read_grey(tmp_path / one.file_name) == 0).mean() > 0.05 for one in records)
    monkeypatch.setattr(pipeline, "prepared", None)  # called again, it would fail
    assert films_of_part(MEMBER, films, tmp_path, {MASK: mask}).file == behind.file


@pytest.mark.parametrize("masked", [False, True])
def test_the_ensemble_reads_what_its_members_say(
    films: SharedFilms, tmp_path: Path, masked: bool
) -> None:
    trained = {
        MEMBER: region_weights(tmp_path / "a.safetensors"),
        "regional_b_classification": region_weights(
            tmp_path / "b.safetensors", "b", "classification", seed=1
        ),
    }
    if masked:
        trained[MASK] = mask_weights(tmp_path / "mask.safetensors")
    path = fitted_ensemble(films, tmp_path, trained, None)
    made = read_ensemble(path)
    assert path.name == ENSEMBLE and (made.mask is not None) == masked and made.points is None
    assert [one.file for one in made.members] == ["a.safetensors", "b.safetensors"]
    contestant = open_regional(path, "the shipped detector", bf16=False)
    assert contestant.aids == () and contestant.parameters > 0
    record = coco.read(films.held_out).records[0]
    months = answer_of(contestant, record, films.held_out.parent).months
    assert months is not None and 0 <= months < 300


def test_too_few_hands_to_fit_on_are_told(films: SharedFilms, tmp_path: Path) -> None:
    few = tmp_path / "few"
    shutil.copytree(films.fit.parent, few)
    coco.write(coco.read(films.fit).records[:6], few / films.fit.name)
    trained = {MEMBER: region_weights(tmp_path / "a.safetensors")}
    short = SharedFilms(films.train, few / films.fit.name, films.held_out)
    with pytest.raises(ValueError, match="films to fit 1 members .* at least 10 are wanted"):
        fitted_ensemble(short, tmp_path, trained, None)
