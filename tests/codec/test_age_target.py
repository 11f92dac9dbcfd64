"""Ages to what a last layer says, and back; an age that is not known stays so."""

import pytest
import torch

from boneage_kp.codec.age_labels import sex_number
from boneage_kp.codec.age_target import AgeBins, AgeMonths
from boneage_kp.schema.records import Sex

AGES = torch.tensor([0.5, 37.0, 119.9, 231.0, torch.nan])


def test_months_come_back_as_they_went() -> None:
    target = AgeMonths(centre_months=120, scale_months=120)
    coded = target.encode(AGES)
    assert coded.shape == (5, 1)
    assert coded[:4].min() >= -1 and coded[:4].max() <= 1
    months, sd = target.decode(coded)
    torch.testing.assert_close(months, AGES, equal_nan=True, rtol=0, atol=1e-4)
    assert (sd == 0).all(), "one number says nothing about its doubt"


def test_bins_come_back_within_half_a_bin_and_say_their_doubt() -> None:
    target = AgeBins(count=77, width_months=3.0)
    coded = target.encode(AGES)
    assert coded.shape == (5, 77) and coded[:4].sum(dim=1).tolist() == [1, 1, 1, 1]
    assert coded[4].isnan().all()
    assert coded[1].argmax() == 12 and coded[3].argmax() == 76, "37 months; beyond the last bin"
    months, sd = target.decode(1000 * coded[:4])
    torch.testing.assert_close(months[:3], torch.tensor([1.5, 37.5, 118.5]), rtol=0, atol=1e-3)
    assert sd.max() < 1e-2
    two = torch.zeros(1, 77)
    two[0, [10, 30]] = 50.0
    months, sd = target.decode(two)
    assert months.item() == pytest.approx(61.5, abs=1e-3)
    assert sd.item() == pytest.approx(30.0, abs=1e-3)


def test_bins_trained_one_by_one_are_read_by_their_sigmoids() -> None:
    logits = torch.tensor([[0.0, 3.0, -40.0, -40.0]])
    share = logits.sigmoid() / logits.sigmoid().sum()
    months, _ = AgeBins(4, 10.0, yes_or_no=True).decode(logits)
    assert months.item() == pytest.approx((5 * share[0, 0] + 15 * share[0, 1]).item(), abs=1e-4)
    softmax, _ = AgeBins(4, 10.0).decode(logits)
    assert softmax.item() > months.item() + 1, "a softmax would be surer"


def test_what_makes_no_target_is_refused() -> None:
    with pytest.raises(ValueError, match="scale_months is 0"):
        AgeMonths(scale_months=0)
    with pytest.raises(ValueError, match="count is 1"):
        AgeBins(count=1)


def test_unknown_sex_lies_between_the_two() -> None:
    assert [sex_number(one) for one in (Sex.MALE, None, Sex.FEMALE)] == [1, 0, -1]
