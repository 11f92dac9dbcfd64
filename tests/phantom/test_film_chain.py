import json

import numpy as np
import pytest

from boneage_kp.phantom.film_chain import develop
from boneage_kp.phantom.film_parameters import FilmParameters
from boneage_kp.phantom.parts import PathMaps

H, W = 256, 224
SPACING_MM = 0.7
BOX = (50.0, 40.0, 170.0, 215.0)
# what only shows together with something else
_NEEDS = {"shutter": ("collimation",)}


def toy_hand():
    """Palm, forearm, three fingers with a bone each: enough for everything that looks at a hand."""
    paths = PathMaps.empty((H, W))
    x, y = np.arange(W)[None, :] + 0.5, np.arange(H)[:, None] + 0.5

    def rod(x0, y0, y1, radius):
        reach = np.hypot(x - x0, y - np.clip(y, y0, y1))
        return (2 * SPACING_MM * np.sqrt(np.maximum(radius**2 - reach**2, 0))).astype(np.float32)

    paths.soft_mm[...] = np.minimum(np.maximum(rod(110, 140, 190, 40), rod(110, 180, 400, 26)), 25)
    for x0, top in ((80, 75), (110, 60), (140, 80)):
        np.maximum(paths.soft_mm, rod(x0, top, 150, 10), out=paths.soft_mm)
        core = rod(x0, top, 135, 3.4)
        paths.cortical_mm[...] += rod(x0, top, 135, 5.0) - core
        paths.trabecular_mm[...] += core
    paths.cortical_mm[...] += rod(110, 170, 400, 9) - rod(110, 170, 400, 6)
    return paths


def film(parameters, seed=1, paths=None):
    paths = toy_hand() if paths is None else paths
    return develop(paths, SPACING_MM, BOX, parameters, np.random.default_rng(seed))


def test_clean_is_a_plain_log_response_without_chance():
    first, second = film(FilmParameters.clean(), 1), film(FilmParameters.clean(), 2)
    assert first.image.dtype == np.uint8 and first.image.shape == (H, W)
    assert np.array_equal(first.image, second.image)
    assert first.facts["nuisances"] == ()
    assert np.ptp(first.image[:20]) <= 1  # no noise, no clutter on the ground
    ground, soft, bone = first.image[5, 5], first.image[190, 80], first.image[100, 106]
    assert ground < 15 < soft < bone


@pytest.mark.parametrize("name", FilmParameters.names())
def test_each_nuisance_alone_changes_the_film(name):
    base = FilmParameters.only(*_NEEDS.get(name, ()))
    with_it = FilmParameters.only(name, *_NEEDS.get(name, ()), strength=1.0)
    changed = 0
    for seed in range(4):  # where there is no room, a thing may stay away from a film
        before, after = film(base, seed), film(with_it, seed)
        assert name in after.facts["nuisances"]
        same_kind = before.image.dtype == after.image.dtype
        changed += not (same_kind and np.array_equal(before.image, after.image))
    assert changed >= 3


@pytest.mark.parametrize("name", FilmParameters.names())
def test_no_nuisance_moves_content(name):
    """A dense dot, far from anything else, stays the brightest place of its surroundings."""
    paths = toy_hand()
    paths.soft_mm[118:121, 117:120] += 45.0
    parameters = FilmParameters.only(name, *_NEEDS.get(name, ()))
    seen = 0
    for seed in range(4):
        dotted = film(parameters, seed, paths)
        plain = film(parameters, seed)
        gain = np.abs(dotted.image.astype(float) - plain.image)[110:129, 110:129]
        if gain.max() < 8:  # too dark or covered
            continue
        gain[gain < 0.5 * gain.max()] = 0.0
        y, x = np.indices(gain.shape)
        centre = (gain * y).sum() / gain.sum() + 110, (gain * x).sum() / gain.sum() + 110
        assert centre == pytest.approx((119, 118), abs=0.75)
        seen += 1
    assert seen >= 2


def test_the_same_chance_gives_the_same_film_and_leaves_the_hand_alone():
    paths = toy_hand()
    before = [m.copy() for m in (paths.cortical_mm, paths.trabecular_mm, paths.soft_mm)]
    everything = FilmParameters.only(*set(FilmParameters.names()) - {"twelve_bit"})
    first, second = film(everything, 9, paths), film(everything, 9, paths)
    assert np.array_equal(first.image, second.image)
    assert not np.array_equal(first.image, film(everything, 10, paths).image)
    after = (paths.cortical_mm, paths.trabecular_mm, paths.soft_mm)
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))
    assert not paths.metal.any()


def test_facts_can_be_written_down():
    everything = FilmParameters.only(*FilmParameters.names())
    facts = dict(film(everything, 2).facts)
    assert json.loads(json.dumps(facts))["nuisances"] == list(FilmParameters.names())


def test_twelve_bits():
    deep = film(FilmParameters.only("twelve_bit"))
    plain = film(FilmParameters.clean())
    assert deep.image.dtype == np.uint16 and deep.facts["bits"] == 12
    assert 255 < deep.image.max() <= 4095
    assert np.abs(deep.image * (255.0 / 4095.0) - plain.image).max() <= 0.6
    assert len(np.unique(deep.image)) > len(np.unique(plain.image))


def test_inverted_is_the_mirror_of_grey():
    negative, plain = film(FilmParameters.only("inverted")), film(FilmParameters.clean())
    assert negative.facts["inverted"] is True
    assert np.abs(255.0 - negative.image - plain.image).max() <= 1


def test_windows_span_washed_out_to_nearly_black_and_almost_no_contrast():
    parameters = FilmParameters.only("window", "tone_curve")
    boxes = [film(parameters, seed).image[40:215, 50:170] for seed in range(80)]
    ranges = [float(np.percentile(box, 99) - np.percentile(box, 2)) for box in boxes]
    assert min(ranges) < 40 and max(ranges) > 190
    medians = [float(np.median(box)) for box in boxes]
    assert min(medians) < 15 and max(medians) > 140


@pytest.mark.parametrize("seed", range(6))
def test_fields_leave_the_hand_lit(seed):
    lit = film(FilmParameters.only("collimation", "turned_plate", "shutter"), seed)
    clean = film(FilmParameters.clean())
    for y, x in ((64, 110), (80, 80), (85, 140), (130, 110), (180, 110)):
        assert abs(int(lit.image[y, x]) - int(clean.image[y, x])) < 40, (y, x)
    assert len(lit.facts["fields"]) == 2


def test_blocks_and_markers_keep_off_the_hand():
    hand = toy_hand().soft_mm > 1.0
    for seed in range(12):
        marked = film(FilmParameters.only("side_marker", "block", strength=1.0), seed)
        clean = film(FilmParameters.clean())
        touched = np.abs(marked.image.astype(int) - clean.image) > 25
        assert (touched & hand).sum() < 0.06 * hand.sum()


@pytest.mark.parametrize("size", [(16, 20), (64, 64), (129, 300)])
def test_small_and_odd_films_are_developed(size):
    paths = PathMaps.empty(size)
    paths.soft_mm[4:12, 4:12] = 10.0
    everything = FilmParameters.only(*set(FilmParameters.names()) - {"twelve_bit"})
    for seed in range(3):
        rng = np.random.default_rng(seed)
        assert develop(paths, 2.0, (2, 2, 14, 14), everything, rng).image.shape == size


def test_bad_input_is_refused_by_name():
    rng = np.random.default_rng(0)
    paths, clean = toy_hand(), FilmParameters.clean()
    with pytest.raises(ValueError, match="spacing_mm is 0"):
        develop(paths, 0, BOX, clean, rng)
    with pytest.raises(ValueError, match="hand_box_px .* is empty"):
        develop(paths, 0.7, (50, 40, 50, 90), clean, rng)
    with pytest.raises(ValueError, match="at least 16 px"):
        develop(PathMaps.empty((8, 40)), 0.7, (1, 1, 5, 5), clean, rng)
    uneven = PathMaps(*(np.zeros((20, 20 + k), np.float32) for k in range(4)))
    with pytest.raises(ValueError, match="one size"):
        develop(uneven, 0.7, (1, 1, 5, 5), clean, rng)
