"""Registered films and their regions: painted dots, exact ways back, covered rims."""

from dataclasses import replace

import numpy as np
import pytest

from boneage_kp.data.registration.template_hand import load_template
from boneage_kp.data.sample import Sample, sample_of
from boneage_kp.data.transforms import CutRegion, RandomCutRegion, RegisterHand
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, HandRecord
from boneage_kp.standards import load_standard

SIZE = 96
TO_FILM = Affine.scaling(130.0).then(Affine.rotation(170.0)).then(Affine.translation(110.0, 90.0))
RNG = np.random.default_rng(3)


def film(to_film: Affine = TO_FILM) -> Sample:
    """The template on its head, a bright dot at every point, on grey 40."""
    xy_px = to_film(load_template().xy)
    grey = np.full((200, 230), 40, np.uint8)
    for x, y in xy_px.astype(int):
        grey[y - 2 : y + 3, x - 2 : x + 3] = 250
    bones = {n: BoneLabel((x, y), 2) for n, (x, y) in zip(HAND.names, xy_px, strict=True)}
    return sample_of(HandRecord("", (200, 230), bones), grey, load_standard("tw3_rus"))


def test_points_lie_on_the_template_s_and_pixels_follow() -> None:
    seen = RegisterHand(SIZE)(film(), RNG)
    wanted = load_template().window("a").to_input((SIZE, SIZE))(load_template().xy)
    np.testing.assert_allclose(seen.xy_px, wanted, atol=1e-6)
    for x, y in seen.xy_px.astype(int):
        assert seen.grey[y, x] > 150
    assert seen.xy_px[HAND.index_of("dp3"), 1] < SIZE / 3, "fingers point up"


@pytest.mark.parametrize("region", ["a", "b", "c"])
def test_the_way_back_is_exact(region: str) -> None:
    given = film()
    for step in (CutRegion(region, SIZE), RandomCutRegion(region, (SIZE, 80))):
        seen = step(given, RNG)
        back = seen.from_film.inverse()(seen.xy_px[seen.shown])
        np.testing.assert_allclose(back, given.xy_px[seen.shown], atol=1e-9)
        assert seen.grey.shape == ((SIZE, SIZE) if isinstance(step, CutRegion) else (SIZE, 80))


def test_a_region_shows_its_window_and_nothing_else() -> None:
    """The carpals' window is wider than high: above and below it the film is covered."""
    given = replace(film(), grey=np.tile(np.arange(230, dtype=np.uint8), (200, 1)))
    seen = CutRegion("b", SIZE)(given, RNG).grey
    x0, y0, x1, y1 = load_template().window("b")
    rows = round(SIZE * (1 - (y1 - y0) / (x1 - x0)) / 2)
    assert 10 < rows < SIZE / 2
    covered = np.concatenate([seen[:rows], seen[-rows:]])
    assert len(np.unique(covered)) == 1 and seen[rows + 1 : -rows - 1].std() > 5


def test_dice_move_the_region_a_little_and_repeat() -> None:
    step = RandomCutRegion("c", SIZE)
    given = film()
    first, again, other = (step(given, np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.grey, again.grey)
    assert not np.array_equal(first.grey, other.grey)
    exact = CutRegion("c", SIZE)(given, RNG).from_film
    off = np.linalg.norm(first.from_film(given.xy_px) - exact(given.xy_px), axis=1)
    assert 0.5 < off.mean() < 0.15 * SIZE
    still = RandomCutRegion("c", SIZE, degrees=0, scale=(1, 1), shift=0, points_off=0)
    np.testing.assert_allclose(still(given, RNG).from_film.matrix, exact.matrix, atol=1e-9)


def test_a_film_without_points_is_taken_whole() -> None:
    given = film()
    bare = replace(given, shown=np.zeros(len(HAND), bool), xy_px=np.full((len(HAND), 2), np.nan))
    seen = CutRegion("a", SIZE)(bare, RNG)
    assert not seen.from_film.mirrors and np.isfinite(seen.grey).all()
    x, y = seen.from_film(np.array([115.0, 100.0]))
    window = load_template().window("a").to_input((SIZE, SIZE))
    middle = window(np.array(load_template().window("a")).reshape(2, 2)).mean(axis=0)
    np.testing.assert_allclose((x, y), middle)


def test_an_unknown_region_is_refused_by_name() -> None:
    for made in (CutRegion, RandomCutRegion):
        with pytest.raises(ValueError, match="region 'x' is unknown; known: a"):
            made("x", SIZE)
