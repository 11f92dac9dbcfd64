"""The shipped detector lays a film on the template: a small phantom, turned and mirrored too."""

from pathlib import Path

import numpy as np
import pytest

from boneage_kp.data.registration.affine_fit import register
from boneage_kp.data.registration.template_hand import load_template
from boneage_kp.engine.films import Film, film_of_array
from boneage_kp.engine.regional.ensemble_file import (
    Combination,
    NamedFile,
    RegionalEnsemble,
    write_ensemble,
)
from boneage_kp.engine.regional.hand_points import DetectedPoints
from boneage_kp.engine.regional.reader import RegionalReader
from boneage_kp.engine.shipped import shipped
from boneage_kp.film.error import FilmError
from boneage_kp.phantom.generate import generate
from boneage_kp.phantom.parameters import PhantomParameters
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.records import Sex
from tests.engine.regional.tiny_regions import region_weights

SIZE_PX = 320
NEAR = 0.04  # of hand length, in which the template is drawn


@pytest.fixture(scope="module")
def weights() -> Path:
    return shipped("fine")


@pytest.fixture(scope="module")
def phantom() -> tuple[Film, np.ndarray]:
    """A film of a girl of about ten, and its 13 points."""
    given = {
        "size_px": SIZE_PX,
        "sampling.sex": "F",
        "sampling.tempo_years": 10.0,
        "film.inverted.probability": 0.0,
        "pose.small_hand.probability": 0.0,
    }
    drawn = generate(PhantomParameters.from_mapping(given), 11, 0)
    film = film_of_array(drawn.image, drawn.record.sex, name="phantom.png")
    return film, drawn.record.points_px()[0]


def test_the_film_lies_where_its_own_points_lay_it(
    weights: Path, phantom: tuple[Film, np.ndarray]
) -> None:
    film, xy_px = phantom
    laid = register(xy_px, np.ones(len(xy_px), bool))
    points = DetectedPoints.from_weights(weights)
    found = points.to_template(film)
    assert laid is not None and found is not None and len(points.digest) == 64
    off = np.linalg.norm(found(xy_px) - laid(xy_px), axis=1)
    assert off.max() < NEAR, "the same place by the detector as by the truth"
    # The thumb's side follows: the other way round, the same hand lies on the same template.
    height, width = film.size_hw
    mirror = Affine.mirror(width)
    mirrored = film_of_array(np.ascontiguousarray(film.grey[:, ::-1]), film.sex, name="mirror.png")
    again = points.to_template(mirrored)
    assert again is not None
    off = np.linalg.norm(again(mirror(xy_px)) - laid(xy_px), axis=1)
    assert off.max() < NEAR
    template = load_template().xy
    assert np.linalg.norm(found(xy_px) - template, axis=1).mean() < 0.15, "it is on the template"


def test_an_ensemble_that_names_it_reads_with_it(
    weights: Path, phantom: tuple[Film, np.ndarray], tmp_path: Path
) -> None:
    member = region_weights(tmp_path / "a.safetensors")
    detector = NamedFile.of(weights, tmp_path)
    made = RegionalEnsemble(
        members=[NamedFile.of(member, tmp_path)],
        mask=None,
        points=detector,
        combinations={"F": Combination(30.0, [0.5])},
    )
    write_ensemble(made, tmp_path / "e.json")
    reader = RegionalReader.from_file(tmp_path / "e.json", None)
    assert isinstance(reader.parts.registration, DetectedPoints)
    reading = reader.read(phantom[0], with_map=True)
    assert reading.digests["detector"] == detector.sha256
    assert reading.bone_age_months > 0 and reading.map_months is not None
    assert reading.map_months.shape == phantom[0].size_hw
    empty = film_of_array(np.full((SIZE_PX, SIZE_PX), 90, np.uint8), Sex.FEMALE, name="empty.png")
    with pytest.raises(FilmError, match="empty.png: its hand cannot be registered"):
        reader.read(empty)
