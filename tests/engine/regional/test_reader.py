"""The ensemble's file, and films read with it: members, mask, points, refusals by name."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from boneage_kp.data.registration.affine_fit import register, whole_film
from boneage_kp.data.registration.template_hand import load_template
from boneage_kp.data.sample import sample_of
from boneage_kp.data.transforms import CutRegion
from boneage_kp.engine.films import Film, film_of_array
from boneage_kp.engine.regional.ensemble_file import (
    Combination,
    EnsembleError,
    NamedFile,
    RegionalEnsemble,
    read_ensemble,
    write_ensemble,
)
from boneage_kp.engine.regional.film_regions import FilmRegions
from boneage_kp.engine.regional.hand_points import DetectedPoints, WholeFilm, points_of
from boneage_kp.engine.regional.mask_network import MaskNetwork
from boneage_kp.engine.regional.reader import RegionalReader, member_answer
from boneage_kp.engine.regional.region_network import RegionNetwork
from boneage_kp.engine.whole_image.interval import AgeIntervals, intervals_path, write_intervals
from boneage_kp.film.error import FilmError
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, BoneReading, HandReading, HandRecord, Sex
from boneage_kp.standards import load_standard
from tests.engine.regional.tiny_regions import bright_mask, mask_weights, plain_hand, region_weights

FILM = film_of_array(plain_hand(), Sex.MALE, name="hand.png")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Three members and a mask."""
    region_weights(tmp_path / "a.safetensors")
    region_weights(tmp_path / "b.safetensors", "b", "classification", seed=1)
    region_weights(tmp_path / "m.safetensors", "c", hands="M", seed=2)
    mask_weights(tmp_path / "mask.safetensors")
    return tmp_path


def ensemble(place: Path, with_mask: bool = False) -> Path:
    """Its file; boys have all three members, the others those for both."""
    names = ("a", "b", "m")
    made = RegionalEnsemble(
        members=[NamedFile.of(place / f"{name}.safetensors", place) for name in names],
        mask=NamedFile.of(place / "mask.safetensors", place) if with_mask else None,
        points=None,
        combinations={
            "M": Combination(10.0, [0.5, 0.0, 0.25]),
            "unknown": Combination(-4000.0, [0.5, 0.25, 0.0]),
        },
    )
    write_ensemble(made, place / "e.json")
    return place / "e.json"


def test_the_file_is_read_back_as_it_was_written(place: Path) -> None:
    made = read_ensemble(ensemble(place, with_mask=True))
    assert made.members[1].file == "b.safetensors" and made.mask is not None
    assert made.combination(Sex.MALE) == Combination(10.0, [0.5, 0.0, 0.25])
    assert made.combination(Sex.FEMALE) is None and made.combination(None) is not None


def test_an_age_is_the_weighted_sum_and_zero_at_the_least(place: Path) -> None:
    reader = RegionalReader.from_file(ensemble(place), None)
    regions = FilmRegions.of(FILM, WholeFilm(), None)
    first, _, third = (member_answer(one, FILM, regions)[0] for one in reader.parts.members)
    reading = reader.read(FILM)
    assert reading.bone_age_months == pytest.approx(10 + 0.5 * first + 0.25 * third)
    mean = (2 * first + third) / 3
    spread = np.sqrt((2 * (first - mean) ** 2 + (third - mean) ** 2) / 3)
    assert reading.spread_months == pytest.approx(spread, abs=1e-3)
    assert (reading.networks, reading.views, reading.interval_months) == (2, 1, None)
    assert {"image", "ensemble", "model 1", "model 3"} <= set(reading.digests)
    assert reader.read(replace(FILM, sex=None)).bone_age_months == 0.0
    with pytest.raises(FilmError, match=r"hand.png: .*was not fitted for sex F"):
        reader.read(replace(FILM, sex=Sex.FEMALE))


def test_intervals_belong_to_one_fit_and_to_no_other(place: Path) -> None:
    path = ensemble(place)
    reader = RegionalReader.from_file(path, None)
    digests = [network.digest for network in reader.networks]
    fitted = AgeIntervals("regional_vgg", sorted(digests), 1, 2.0, 40, "1.2", "ab")
    assert reader.intervals_named_by is not None
    write_intervals(fitted, intervals_path(reader.intervals_named_by, digests, 1))
    reading = RegionalReader.from_file(path, None).read(FILM)
    assert reading.interval_months is not None
    half = reading.interval_months[1] - reading.bone_age_months
    assert half == pytest.approx(2.0 * (reading.spread_months + 1))
    assert RegionalReader.from_file(path, None, calibrated=False).intervals is None
    other = read_ensemble(path)
    write_ensemble(replace(other, fitted_on={"films": 3}), path)
    assert RegionalReader.from_file(path, None).intervals is None


def test_the_mask_takes_the_background_away(place: Path) -> None:
    mask = MaskNetwork(bright_mask(), 64)
    alone = FilmRegions.of(FILM, WholeFilm(), mask).grey
    assert (alone[:10] == 0).all() and (alone[60:80, 30:60] == 220).all()
    reader = RegionalReader.from_file(ensemble(place, with_mask=True), None)
    assert reader.read(FILM).bone_age_months != pytest.approx(
        RegionalReader.from_file(ensemble(place), None).read(FILM).bone_age_months
    )
    dark = film_of_array(np.full((90, 90), 20, np.uint8), Sex.MALE, name="dark.png")
    with pytest.raises(FilmError, match=r"dark.png: the mask network found no hand"):
        reader.read(dark)


def test_the_map_lies_over_the_film_and_adds_up_by_weight(place: Path) -> None:
    reader = RegionalReader.from_file(ensemble(place), None)
    lit = reader.read(FILM, with_map=True).map_months
    assert lit is not None and lit.shape == FILM.size_hw and np.isfinite(lit).all()
    assert lit.std() > 0 and reader.read(FILM).map_months is None


def detected(to_film: Affine, found: int) -> HandReading:
    """The template's points on a film, the first of them found."""
    xy = to_film(load_template().xy)
    bones = {
        name: BoneReading((float(x), float(y)) if k < found else None, 0.9, None, {})
        for k, (name, (x, y)) in enumerate(zip(HAND.names, xy, strict=True))
    }
    nothing = (None,) * 6
    return HandReading("", bones, None, "tw3_rus", *nothing, verdict="ok", reasons=())


class Detector:
    """What is asked of a predictor."""

    digests = {"model": "ab12"}

    def __init__(self, reading: HandReading) -> None:
        self.reading = reading

    def read(self, film: Film) -> HandReading:
        return self.reading


def test_points_register_the_film_and_too_few_are_refused() -> None:
    to_film = Affine.scaling(60.0).then(Affine.rotation(90.0)).then(Affine.translation(50, 60))
    points = DetectedPoints(Detector(detected(to_film, 9)))  # type: ignore[arg-type]
    found = points.to_template(FILM)
    assert found is not None and points.digest == "ab12"
    np.testing.assert_allclose(found.then(to_film).matrix, np.eye(2, 3), atol=1e-9)
    xy_px, known = points_of(detected(to_film, 9))
    assert known.sum() == 9 and np.isnan(xy_px[9:]).all()
    again = register(xy_px, known)
    assert again is not None
    np.testing.assert_allclose(again.matrix, found.matrix)
    few = DetectedPoints(Detector(detected(to_film, 4)))  # type: ignore[arg-type]
    with pytest.raises(FilmError, match=r"hand.png: its hand cannot be registered: 4 of 13"):
        few.to_template(FILM)


def test_training_and_reading_show_a_network_the_same_pixels() -> None:
    to_film = Affine.scaling(70.0).then(Affine.translation(45.0, 70.0))
    xy = to_film(load_template().xy)
    bones = {n: BoneLabel((x, y), 2) for n, (x, y) in zip(HAND.names, xy, strict=True)}
    record = HandRecord("", FILM.size_hw, bones)
    trained = CutRegion("b", 64)(
        sample_of(record, FILM.grey, load_standard("tw3_rus")), np.random.default_rng(0)
    )
    read = FilmRegions.laid(FILM, to_film.inverse(), None).view("b", (64, 64))
    np.testing.assert_array_equal(read.grey, np.rint(trained.grey).astype(np.uint8))
    np.testing.assert_allclose(read.from_film.matrix, trained.from_film.matrix, atol=1e-9)
    whole = FilmRegions.of(FILM, WholeFilm(), None)
    np.testing.assert_allclose(whole.to_template.matrix, whole_film(FILM.size_hw).matrix)


def test_members_say_what_they_are(place: Path) -> None:
    one = RegionNetwork.from_weights(place / "b.safetensors")
    assert (one.region, one.head, one.hands) == ("b", "classification", "both")
    assert one.name == "B classification, both" and one.on_black
    assert RegionNetwork.from_weights(place / "m.safetensors").name == "C regression, boys"


def test_other_bytes_and_other_files_are_refused(place: Path) -> None:
    path = ensemble(place)
    region_weights(place / "b.safetensors", "b", seed=9)
    with pytest.raises(EnsembleError, match=r"b.safetensors: is another member than .* fitted"):
        RegionalReader.from_file(path, None)
    (place / "b.safetensors").unlink()
    with pytest.raises(EnsembleError, match=r"member of the ensemble is not there"):
        RegionalReader.from_file(path, None)
    document = json.loads(path.read_text())
    for change, words in (
        ({"kind": "x"}, "kind 'x', wanted 1 and 'regional_ensemble'"),
        ({"members": None}, "is no ensemble"),
        ({"combinations": {"M": {"intercept_months": 0, "weights": [1]}}}, "for 3 members"),
        ({"combinations": {"M": {"intercept_months": 0, "weights": [1, 1, -1]}}}, "from 0 on"),
    ):
        path.write_text(json.dumps(document | change))
        with pytest.raises(EnsembleError, match=words):
            read_ensemble(path)
    with pytest.raises(EnsembleError, match="there is no such ensemble"):
        read_ensemble(place / "none.json")
