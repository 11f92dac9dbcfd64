"""A sweep on too few films is refused, with what would be enough."""

import pytest

from boneage_kp.engine.settings import ConfigError
from boneage_kp.study.sweep.films import LEAST_MEASURED, refuse_few


def test_fewer_films_than_a_batch_are_refused_with_a_batch_that_would_do() -> None:
    with pytest.raises(ConfigError, match="5 films to train on, fewer .* of 32; .*batch_size=5"):
        refuse_few(5, 100, 32)
    refuse_few(32, LEAST_MEASURED, 32)


def test_one_film_measures_nothing() -> None:
    with pytest.raises(ConfigError, match="1 films to measure on; at least 2 .*--validation N"):
        refuse_few(64, 1, 32)
