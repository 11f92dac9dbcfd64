"""Pictures that are no hands: each kind draws, varies, repeats, and looks like a film."""

import numpy as np
import pytest

from boneage_kp.study.not_a_hand.pictures import KINDS, contact_sheet, no_hands, picture


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_repeats_by_seed_and_varies_by_number(kind: str) -> None:
    one, again, other = picture(kind, 3), picture(kind, 3), picture(kind, 4)
    np.testing.assert_array_equal(one, again)
    assert one.dtype == np.uint8 and max(one.shape) == 1024 and one.flags.c_contiguous
    assert one.shape != other.shape or (one != other).mean() > 0.3
    low, high = np.percentile(one, [1, 99])
    assert high - low > 50, "nearly one grey: any check would reject it"


def test_kinds_take_turns() -> None:
    kinds = [kind for kind, _ in no_hands(9)]
    assert kinds[:7] == list(KINDS) and kinds[7:] == ["foot", "chest"]
    assert [kind for kind, _ in no_hands(3, ["foot"])] == ["foot"] * 3


def test_a_foot_has_five_rays() -> None:
    """Across the metatarsals there are five bright bones with darker flesh between."""
    from boneage_kp.study.not_a_hand.foot import draw

    canvas = draw(np.random.default_rng(2), (1024, 800))
    rows = canvas[430:520].max(axis=1)
    assert rows.min() > 0.5
    row = canvas[480] > 0.62
    assert np.count_nonzero(np.diff(row.astype(int)) == 1) >= 5


def test_the_sheet_shows_every_kind() -> None:
    sheet = contact_sheet(columns=1)
    assert sheet.dtype == np.uint8 and sheet.shape[0] > 270 * len(KINDS)
