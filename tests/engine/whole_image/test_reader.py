"""Several networks and views to one age: views land where they should, answers are averaged."""

from pathlib import Path

import numpy as np
import pytest
import torch

from boneage_kp.engine.films import film_of_array
from boneage_kp.engine.whole_image.network import AgeNetwork, Answers, system_asked_for
from boneage_kp.engine.whole_image.reader import AgeReader, pooled
from boneage_kp.engine.whole_image.views import VIEWS, views_of
from boneage_kp.engine.wrong_model import WrongModel
from boneage_kp.film.error import FilmError
from boneage_kp.models.holistic.recipe import HolisticOutput, WholeImageSystem
from boneage_kp.schema.records import Sex
from tests.engine.tiny_ages import SIZE_PX, age_weights
from tests.export.tiny_weights import tiny_weights

WINNER = "inception_winner"


class LeftSide(WholeImageSystem):
    """Its age in months is the mean grey of the left half, its sex -1000 to 1000 on top."""

    def __init__(self) -> None:
        super().__init__(target=dict(type="AgeMonths", centre_months=0.0, scale_months=1.0))
        self.weight = torch.nn.Parameter(torch.ones(1))

    def features(self, image: torch.Tensor) -> torch.Tensor:
        grey = 127.5 * image + 127.5
        return torch.nn.functional.adaptive_avg_pool2d(grey, 2) * self.weight

    def answer(self, features: torch.Tensor, sex: torch.Tensor) -> HolisticOutput:
        left = features[:, 0, :, 0].mean(dim=1) + 1000 * sex
        return HolisticOutput(left[:, None])


@pytest.fixture
def film() -> np.ndarray:
    """Bright on the left, dark on the right."""
    grey = np.full((60, 60), 20, np.uint8)
    grey[:, :30] = 200
    return grey


def reader(views: int, size_px: int = 64) -> AgeReader:
    return AgeReader([AgeNetwork(LeftSide(), size_px)], views)


def test_the_first_view_is_the_film_and_the_second_its_mirror(film: np.ndarray) -> None:
    upright, mirrored = (view.grey for view in views_of(film, (64, 64), 2))
    np.testing.assert_array_equal(mirrored, upright[:, ::-1])
    inside = upright[2:-2, 2:-2]  # at the rim the film runs out into its border's grey
    assert inside[:, :27].min() == 200 and inside[:, 33:].max() == 20
    assert len(VIEWS) == 10 and len(set(VIEWS)) == 10


def test_every_view_leads_back_to_the_film(film: np.ndarray) -> None:
    for view in views_of(film, (64, 96), 10):
        x, y = view.from_film(np.array([20.5, 30.5]))
        assert abs(int(view.grey[int(y), int(x)]) - 200) <= 2


def test_answers_are_averaged_over_views_and_their_spread_is_told(film: np.ndarray) -> None:
    one = reader(1).read(film_of_array(film))
    assert one.bone_age_months == pytest.approx(200, abs=0.5) and one.spread_months == 0
    two = reader(2).read(film_of_array(film))
    assert two.bone_age_months == pytest.approx(110, abs=0.5), "half of it is seen mirrored"
    assert two.spread_months == pytest.approx(90, abs=0.5)
    assert (two.networks, two.views, two.interval_months, two.male) == (1, 2, None, None)


def test_sex_is_told_to_the_network(film: np.ndarray) -> None:
    ages = [
        reader(1).read(film_of_array(film, sex)).bone_age_months
        for sex in (Sex.MALE, None, Sex.FEMALE)
    ]
    assert ages == pytest.approx([1200, 200, -800], abs=0.5)


def test_a_system_that_requires_sex_refuses_a_film_without(film: np.ndarray) -> None:
    network = AgeNetwork(LeftSide(), 64)
    network.model.sex = "required"
    with pytest.raises(FilmError, match=r"a\.png: its sex is not known, and .* requires it"):
        AgeReader([network], 1).read(film_of_array(film, name="a.png"))


def test_the_map_lies_over_the_film(film: np.ndarray) -> None:
    wide = np.hstack([film, np.full((60, 60), 20, np.uint8)])  # the bright part is a quarter
    lit = reader(1).read(film_of_array(wide), with_map=True).map_months
    assert lit is not None and lit.shape == (60, 120)
    assert lit[:, :20].min() > 10 * np.abs(lit[:, 100:]).max(), "only the left half counts"
    assert reader(1).read(film_of_array(wide)).map_months is None


def test_pooling_counts_what_each_answer_says_of_its_own_doubt() -> None:
    unread = np.full(2, np.nan)
    one = Answers(np.array([100.0, 104.0]), np.array([3.0, 3.0]), unread)
    other = Answers(np.array([110.0, 106.0]), np.array([5.0, 5.0]), unread)
    pool = pooled([one, other])
    assert pool.age_months == pytest.approx(105) and pool.male is None
    assert pool.spread_months == pytest.approx(np.sqrt(13 + 17))


def test_weights_are_read_back_and_others_refused_by_name(tmp_path: Path) -> None:
    paths = [age_weights(tmp_path / f"{seed}.safetensors", seed) for seed in (0, 1)]
    ensemble = AgeReader.from_weights(paths, WINNER, 2)
    assert ensemble.networks[0].input_hw == (SIZE_PX, SIZE_PX) and ensemble.networks[0].synthetic
    film = film_of_array(np.random.default_rng(0).integers(0, 255, (80, 60)).astype(np.uint8))
    whole = ensemble.read(film).bone_age_months
    alone = [AgeReader.from_weights([p], WINNER, 2).read(film).bone_age_months for p in paths]
    assert whole == pytest.approx(np.mean(alone)) and alone[0] != alone[1]
    with pytest.raises(ValueError, match="the same weights stand there twice"):
        AgeReader.from_weights([paths[0], paths[0]], WINNER, 1)
    with pytest.raises(WrongModel, match="holds a bone detector, wanted the whole-image system"):
        AgeNetwork.from_weights(tiny_weights(tmp_path / "hand.safetensors"), WINNER)
    with pytest.raises(WrongModel, match="'inception_winner', wanted 'tj_net'; it reads with"):
        AgeNetwork.from_weights(paths[0], "tj_net")


def test_systems_are_asked_for_by_their_file_s_name() -> None:
    assert system_asked_for("holistic/inception_winner") == WINNER
    for wrong in ("inception_winner", "holistic/inception"):
        with pytest.raises(ValueError, match=f"'{wrong}' is unknown; known: .*holistic/incep"):
            system_asked_for(wrong)
    with pytest.raises(ValueError, match="--views 11: 1 .* to 10 are known"):
        reader(11)
