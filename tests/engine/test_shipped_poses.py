"""The shipped networks read a film in any pose as the one film that it is."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from boneage_kp.data.formats import coco
from boneage_kp.engine.films import film_of_file
from boneage_kp.engine.finder import NetworkFinder
from boneage_kp.engine.predictor import Predictor
from boneage_kp.phantom.generate import generate
from boneage_kp.phantom.parameters import PhantomParameters
from tests.engine.pixel_networks import ReadsEveryPixel
from tests.engine.shipped_poses import (
    POSES,
    RemembersPixels,
    finder_is_shipped,
    read_poses,
    shipped_predictor,
)
from tests.engine.test_every_pose import SeesDiscs, marked_film

SEED = 77_000
with_finder = pytest.mark.skipif(
    not finder_is_shipped(), reason="no finder is shipped: films are read as they lie"
)


@pytest.fixture(scope="module")
def predictor() -> Predictor:
    return shipped_predictor()


@with_finder
def test_phantoms_are_read_alike_in_every_pose(
    predictor: Predictor, count: Callable[[int, int], int]
) -> None:
    parameters = PhantomParameters.from_mapping({"size_px": 640})
    films, read, differ = count(50, 2), 0, []
    for index in range(films):
        phantom = generate(parameters, SEED, index)
        poses = read_poses(predictor, phantom.image, phantom.record.sex)
        read += poses.first.verdict != "rejected"
        differ += [f"phantom {index}, {one}" for one in poses.others]
    assert differ == [], f"{len(differ)} of {films * len(POSES)} poses: {'; '.join(differ[:5])}"
    assert read >= films // 2, f"{read} of {films} phantoms were read at all"


@with_finder
def test_research_films_are_read_alike_in_every_pose(
    predictor: Predictor, reference: Path, count: Callable[[int, int], int]
) -> None:
    """Of which `python -m tests.engine.shipped_poses` tells the whole."""
    listed = reference / "real" / "dev.json"
    if not listed.is_file():
        pytest.skip(f"{listed}: there are no research films")
    differ = []
    for record in coco.read(listed, standard_id="tw3_rus").records[: count(20, 2)]:
        film = film_of_file(listed.parent / record.file_name)
        differ += read_poses(predictor, film.grey, record.sex).others
    assert differ == []


def test_what_differs_is_told() -> None:
    """Without a coarse pass every pose but the film's own is another film; with one, none is."""
    film, _ = marked_film(np.uint8)
    found = read_poses(Predictor(ReadsEveryPixel()), film, "F")
    assert len(found.others) == len(POSES) - 1
    assert found.others[0].startswith("0° inverted: ") and "->" in found.others[0]
    finder = NetworkFinder(SeesDiscs(), min_bones=10)
    network = ReadsEveryPixel()
    upright = Predictor(RemembersPixels(network), finder=finder)
    assert read_poses(upright, film, "F").others == ()
    assert len(network.seen) == 1
