import re

import numpy as np
import pytest

from boneage_kp.phantom.film_parameters import Nuisance
from boneage_kp.phantom.parameters import (
    AnatomyParameters,
    PhantomParameters,
    PoseParameters,
    SamplingParameters,
)


def test_nested_and_dotted_names_say_the_same():
    nested = {"size_px": 512, "pose": {"turn": {"strength": 2.0}}, "anatomy": {"size": 0.0}}
    dotted = {"size_px": 512, "pose.turn.strength": 2.0, "anatomy.size": 0.0}
    made = PhantomParameters.from_mapping(nested)
    assert made == PhantomParameters.from_mapping(dotted)
    assert made.pose.turn == Nuisance(PoseParameters().turn.probability, 2.0)
    assert made.anatomy.size == 0.0


def test_what_is_written_reads_back():
    made = PhantomParameters.from_mapping({"film.jpeg.probability": 0.25, "sampling.sex": "F"})
    assert PhantomParameters.from_mapping(made.to_mapping()) == made


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"size": 512}, ("'size'", "size_px", "pose")),
        ({"pose.trun.strength": 1}, ("'pose.trun'", "turn", "splay")),
        ({"pose.turn.amount": 1}, ("'pose.turn.amount'", "probability", "strength")),
        ({"pose.turn.probability": 1.5}, ("'pose.turn.probability'", "1.5", "[0, 1]")),
        ({"pose.turn": 3}, ("'pose.turn'", "Nuisance", "3")),
        ({"pose": 3}, ("'pose'", "group")),
        ({"anatomy.size": -1}, ("'anatomy.size'", "-1", "[0, 3]")),
        ({"sampling.mode": "even"}, ("'sampling.mode'", "even", "balanced")),
        ({"sampling.sex": "X"}, ("'sampling.sex'", "'X'", "'M'")),
        ({"sampling.tempo_years": 40}, ("'sampling.tempo_years'", "40")),
        ({"size_px": 100}, ("'size_px'", "100", "128", "2048")),
        ({"size_px": 512.0}, ("'size_px'", "512.0", "whole number")),
        ({"film.jepg.strength": 1}, ("jepg", "jpeg")),
    ],
)
def test_bad_parameters_are_refused_by_name(given, words):
    with pytest.raises(ValueError, match=re.escape(words[0])) as refusal:
        PhantomParameters.from_mapping(given)
    for word in words:
        assert word in str(refusal.value)


def test_clean_turns_every_nuisance_off_and_keeps_people_different():
    clean = PhantomParameters.from_mapping({"anatomy.size": 0.5, "size_px": 256}).clean()
    for group in (clean.pose, clean.film, clean.anatomy):
        values = [getattr(group, name) for name in group.names()]
        assert all(v.probability == 0 for v in values if isinstance(v, Nuisance))
    assert (clean.anatomy.size, clean.anatomy.bone_length, clean.size_px) == (0.5, 1.0, 256)


def test_digest_tells_any_two_settings_apart():
    settings = [
        PhantomParameters(),
        PhantomParameters(size_px=512),
        PhantomParameters(sampling=SamplingParameters(mode="balanced")),
        PhantomParameters(anatomy=AnatomyParameters(cortex=0.9)),
        PhantomParameters().clean(),
    ]
    assert len({one.digest() for one in settings}) == len(settings)
    assert PhantomParameters().digest() == PhantomParameters().digest()


def test_a_nuisance_has_dice_of_its_own():
    every = PoseParameters().roll(np.random.default_rng(3))
    fewer = PoseParameters(splay=Nuisance(0.0)).roll(np.random.default_rng(3))
    assert "splay" in every and "splay" not in fewer
    assert every["thumb"].rng.random() == fewer["thumb"].rng.random()
