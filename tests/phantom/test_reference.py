"""This machine draws the stored phantoms: labels to 0.01 px, grey to a level on 0.1 % of pixels."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from boneage_kp.phantom.parameters import GENERATOR_VERSION
from tests.phantom.renew_reference import (
    COMMAND,
    COUNT,
    CROP_PX,
    Reference,
    differences,
    drawn,
    renew,
    stored,
)


@pytest.fixture(scope="module")
def here() -> Reference:
    return drawn()


def test_the_stored_phantoms_are_drawn_again(here: Reference) -> None:
    there = stored()
    found = differences(there, here)
    assert found == [], (
        "a change of the drawing: raise GENERATOR_VERSION in boneage_kp/phantom/parameters.py, "
        f"then renew the reference with `{COMMAND}`; if the drawing was not touched, this machine "
        "or a library computes differently, which is a fault"
    )
    assert there.version == GENERATOR_VERSION, f"renew the reference with `{COMMAND}`"


def test_the_reference_shows_something(here: Reference) -> None:
    assert here.films.shape == (CROP_PX, CROP_PX * COUNT)
    crops = np.split(here.films, COUNT, axis=1)
    assert sum(np.ptp(crop) > 40 for crop in crops) > COUNT // 2
    assert len({hand[1]["standard_id"] for hand in here.hands}) == 1


def test_what_machines_may_differ_in_is_let_through_and_no_more(here: Reference) -> None:
    some = np.zeros(here.films.shape, bool)
    some.flat[::1013] = True
    assert 0.0009 < some.mean() < 0.001
    nudged = replace(here, films=np.where(some, here.films ^ 1, here.films))
    assert differences(here, nudged) == []
    assert "2 levels" in differences(here, replace(here, films=here.films ^ (some * 2)))[0]
    everywhere = differences(here, replace(here, films=here.films ^ 1))
    assert "1 levels, on 100" in everywhere[0]
    moved = [list(hand) for hand in here.hands]
    moved[3] = [moved[3][0], {**moved[3][1], "keypoints": [0.01] * 39}]
    assert differences(here, replace(here, hands=moved)) == ["labels differ in films [3]"]


def test_renewing_asks_for_a_new_version(tmp_path: Path) -> None:
    assert GENERATOR_VERSION in renew(tmp_path)
    assert "nothing has changed" in renew(tmp_path)
    spoilt = (tmp_path / "hands.json").read_text().replace('"sex": "M"', '"sex": "F"')
    (tmp_path / "hands.json").write_text(spoilt)
    with pytest.raises(SystemExit, match="raise GENERATOR_VERSION"):
        renew(tmp_path)
    older = spoilt.replace(
        f'"generator_version": "{GENERATOR_VERSION}"', '"generator_version": "0"'
    )
    (tmp_path / "hands.json").write_text(older)
    assert GENERATOR_VERSION in renew(tmp_path)
    assert differences(stored(tmp_path), drawn()) == []
