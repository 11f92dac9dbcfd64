"""Phantoms of 128 px, drawn once for all tests of the comparison."""

import pytest

from boneage_kp.study.system_comparison.films import Counts, SharedFilms, shared_films

FILM_PX = 128
COUNTS = Counts(train=4, fit=26, held_out=3)


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> SharedFilms:
    return shared_films(tmp_path_factory.mktemp("systems") / "films", FILM_PX, COUNTS)
