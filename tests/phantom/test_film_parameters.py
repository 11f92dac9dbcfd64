import numpy as np
import pytest

from boneage_kp.phantom.film_parameters import FilmParameters, Nuisance


def test_clean_rolls_nothing_and_only_rolls_what_is_named():
    assert FilmParameters.clean().roll(np.random.default_rng(3)) == {}
    rolls = FilmParameters.only("jpeg", "ring", strength=1.5).roll(np.random.default_rng(3))
    assert sorted(rolls) == ["jpeg", "ring"]
    assert rolls["ring"].strength == 1.5


def test_strength_zero_is_off():
    parameters = FilmParameters.only("jpeg", strength=0.0)
    assert parameters.roll(np.random.default_rng(0)) == {}


def test_switching_one_off_leaves_the_others_chance_as_it_was():
    everything = FilmParameters.only(*FilmParameters.names())
    fewer = everything.changed({"heel": Nuisance(0.0)})
    a, b = everything.roll(np.random.default_rng(5)), fewer.roll(np.random.default_rng(5))
    assert set(a) - set(b) == {"heel"}
    assert all(a[name].uniform(0, 1) == b[name].uniform(0, 1) for name in b)


def test_rates_are_met():
    parameters = FilmParameters()
    rng = np.random.default_rng(11)
    drawn = [parameters.roll(rng) for _ in range(400)]
    share = np.mean(["collimation" in rolls for rolls in drawn])
    assert abs(share - parameters.collimation.probability) < 0.08


@pytest.mark.parametrize(
    ("name", "nuisance", "said"),
    [
        ("jpeg", Nuisance(1.2), "'jpeg.probability' is 1.2; it must be a number in [0, 1]"),
        ("heel", Nuisance(0.5, -0.1), "'heel.strength' is -0.1; it must be a number in [0, 3]"),
        ("ring", Nuisance(float("nan")), "'ring.probability' is nan"),
        ("ring", Nuisance(True), "'ring.probability' is True"),
        ("salt", 0.5, "'salt' must be a Nuisance"),
    ],
)
def test_bad_values_are_refused_by_name_and_range(name, nuisance, said):
    with pytest.raises(ValueError) as refusal:
        FilmParameters().changed({name: nuisance})
    assert said in str(refusal.value)


def test_unknown_names_and_parts_are_refused():
    with pytest.raises(ValueError, match="'colimation' is unknown; known are: .*collimation"):
        FilmParameters.from_dict({"colimation": {"probability": 0.1}})
    with pytest.raises(ValueError, match="'jpeg' has no part 'rate'"):
        FilmParameters.from_dict({"jpeg": {"rate": 0.1}})


def test_dict_there_and_back():
    given = {"jpeg": {"probability": 0.25, "strength": 2.0}}
    parameters = FilmParameters.from_dict(given)
    assert parameters.to_dict()["jpeg"] == given["jpeg"]
    assert FilmParameters.from_dict(parameters.to_dict()) == parameters
