"""Classes of three months: which age lies in which, and the two ways of reading them."""

import pytest
import torch

from boneage_kp.codec.age_classes import AgeClasses


def test_quarters_of_a_year_come_back_as_they_went() -> None:
    target = AgeClasses()
    ages = torch.tensor([0.0, 3.0, 120.0, 228.0, 121.4, 121.6, 240.0, torch.nan])
    coded = target.encode(ages)
    assert coded.shape == (8, 77)
    assert coded[:7].argmax(dim=1).tolist() == [0, 1, 40, 76, 40, 41, 76]
    assert coded[7].isnan().all()
    months, sd = target.decode(1000 * coded[:4])
    torch.testing.assert_close(months, ages[:4], rtol=0, atol=1e-3)
    assert sd.max() < 1e-2


def test_the_mean_and_the_likeliest_differ_where_a_distribution_has_two_hills() -> None:
    share = torch.full((1, 77), 1e-12)
    share[0, 10], share[0, 30] = 0.75, 0.25
    logits = share.log()
    months, sd = AgeClasses().decode(logits)
    assert months.item() == pytest.approx(0.75 * 30 + 0.25 * 90, abs=1e-3)
    assert sd.item() == pytest.approx((0.75 * 15**2 + 0.25 * 45**2) ** 0.5, abs=1e-3)
    months, spread = AgeClasses(reported="most_probable").decode(logits)
    assert months.item() == 30
    assert spread.item() == pytest.approx((0.25 * 60**2) ** 0.5, abs=1e-3), "about what it says"


def test_the_likeliest_lends_the_slope_of_the_mean_so_that_maps_can_be_drawn() -> None:
    slopes = []
    for reported in ("expected", "most_probable"):
        logits = torch.linspace(-1, 1, 77)[None].requires_grad_()
        months, _ = AgeClasses(reported=reported).decode(logits)
        slopes.append(torch.autograd.grad(months.sum(), logits)[0])
    assert slopes[0].abs().max() > 0.1 and torch.equal(*slopes)


def test_another_way_of_reading_is_refused() -> None:
    with pytest.raises(ValueError, match="reported is 'median'; known: expected most_probable"):
        AgeClasses(reported="median")  # type: ignore[arg-type]
