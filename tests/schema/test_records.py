import dataclasses

import numpy as np
import pytest

from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, HandRecord, Sex, Visibility


@pytest.mark.parametrize("text", ["F", "f", " female", "Girls"])
def test_sex_is_read_in_the_ways_people_write_it(text):
    assert Sex.parse(text) is Sex.FEMALE


@pytest.mark.parametrize("text", ["", "x", "0", "unknown"])
def test_another_sex_is_refused_with_the_cure(text):
    with pytest.raises(ValueError, match="write F or M"):
        Sex.parse(text)


def _record(**labels: BoneLabel) -> HandRecord:
    return HandRecord("a.png", (480, 640), labels)


def test_points_come_in_schema_order_and_unlabelled_ones_are_nan():
    record = _record(
        dp3=BoneLabel((10.0, 20.0), Visibility.SEEN),
        radius=BoneLabel((10.0, 320.0), Visibility.HIDDEN),
        ulna=BoneLabel((5.0, 5.0), Visibility.UNLABELLED),
    )
    xy_px, visibility = record.points_px()
    assert visibility.tolist() == [1] + [0] * 10 + [2, 0]
    assert xy_px[HAND.index_of("dp3")].tolist() == [10.0, 20.0]
    assert np.isnan(xy_px[HAND.index_of("ulna")]).all()
    assert record.hand_length_px() == pytest.approx(300.0)


def test_a_given_hand_length_wins():
    record = _record(dp3=BoneLabel((0.0, 0.0), 2), radius=BoneLabel((0.0, 9.0), 2))
    assert record.hand_length_px() == 9.0
    assert dataclasses.replace(record, given_hand_length_px=11.0).hand_length_px() == 11.0
    assert _record().hand_length_px() is None


def test_records_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        _record().sex = Sex.MALE  # type: ignore[misc]
