"""The learning rate over a run, as it comes out of mmengine's schedulers."""

import pytest
import torch
from mmengine.optim import OptimWrapper
from mmengine.registry import PARAM_SCHEDULERS

from boneage_kp.engine.optimizer import param_groups
from boneage_kp.engine.schedule import build_schedule
from boneage_kp.engine.settings import ConfigError


def rates(given: dict, steps: int = 100, lr: float = 0.5) -> list[float]:
    weight = torch.nn.Parameter(torch.zeros(1))
    optimizer = OptimWrapper(torch.optim.SGD([weight], lr=lr, momentum=0.9))
    built = build_schedule(given, steps, lr)
    schedulers = [
        PARAM_SCHEDULERS.build(one, default_args={"optimizer": optimizer}) for one in built
    ]
    seen = []
    for _ in range(steps):
        seen.append(optimizer.get_lr()["lr"][0])
        weight.grad = torch.zeros(1)
        optimizer.step()
        for scheduler in schedulers:
            scheduler.step()
    return seen


def test_cosine_rises_in_steps_that_are_alike_and_falls_to_its_share() -> None:
    got = rates(dict(name="cosine", warmup_steps=8, to=0.01))
    assert got[0] == pytest.approx(0.01)
    assert got[8] == pytest.approx(0.5, rel=1e-3) == max(got)
    assert got[1] - got[0] == pytest.approx(got[7] - got[6])
    assert got[54] == pytest.approx(0.2525, rel=0.02), "half way down"
    assert got[-1] == pytest.approx(0.005, rel=0.05)


def test_warm_up_takes_a_tenth_of_a_short_run_at_most() -> None:
    assert max(rates(dict(name="cosine", warmup_steps=1000))) == pytest.approx(0.5, rel=1e-3)
    assert rates(dict(name="cosine", warmup_steps=1000), steps=5)[0] == pytest.approx(0.5)


def test_one_cycle_peaks_where_it_is_told_to() -> None:
    got = rates(dict(name="one_cycle", rise_share=0.25))
    assert got.index(max(got)) in (23, 24, 25)
    assert max(got) == pytest.approx(0.5, rel=1e-2) and got[-1] < got[0] < 0.03


def test_steps_fall_to_a_thousandth_in_four_level_stretches() -> None:
    got = rates(dict(name="step", drops=3, factor=0.1), lr=1e-2)
    assert got == pytest.approx([1e-2] * 25 + [1e-3] * 25 + [1e-4] * 25 + [1e-5] * 25)
    assert rates(dict(name="step", drops=1, factor=0.5), steps=5) == [0.5, 0.5, 0.25, 0.25, 0.25]


def test_exponential_falls_by_a_factor_an_epoch() -> None:
    # `rates` steps every scheduler every step: each step here stands for an epoch.
    got = rates(dict(name="exponential", factor=0.5), steps=4)
    assert got == pytest.approx([0.5, 0.25, 0.125, 0.0625])
    (made,) = build_schedule(dict(name="exponential"), 100, 0.1)
    assert made.get("by_epoch", True)


def test_cycles_rise_and_fall_in_straight_lines() -> None:
    got = rates(dict(name="cyclic", cycles=2, low=0.2), steps=20)
    up = [0.1, 0.18, 0.26, 0.34, 0.42, 0.5]
    assert got == pytest.approx((up + up[-2:0:-1]) * 2)
    lower = rates(dict(name="cyclic", cycles=2, low=0.2, next_height=0.5), steps=20)
    assert lower[:10] == pytest.approx(got[:10]) and max(lower[10:]) == pytest.approx(0.3)
    with pytest.raises(ConfigError, match="cycles is 0"):
        build_schedule(dict(name="cyclic", cycles=0), 10, 0.1)


def test_a_plateau_lowers_the_rate_once_patience_is_over() -> None:
    weight = torch.nn.Parameter(torch.zeros(1))
    optimizer = OptimWrapper(torch.optim.SGD([weight], lr=0.5))
    given = dict(name="reduce_on_plateau", factor=0.1, patience=1)
    (made,) = build_schedule(given, 100, 0.5)
    scheduler = PARAM_SCHEDULERS.build(made, default_args={"optimizer": optimizer})
    seen = []
    for error in (30.0, 20.0, 21.0, 22.0, 23.0, 10.0):
        scheduler.step()  # an epoch is over
        scheduler.step({"age/mae_months": error})
        seen.append(optimizer.get_lr()["lr"][0])
    assert seen == pytest.approx([0.5, 0.5, 0.5, 0.05, 0.05, 0.05])


def test_constant_stays() -> None:
    assert set(rates(dict(name="constant"))) == {0.5}


def test_unknown_names_and_values_are_refused() -> None:
    with pytest.raises(ConfigError, match="schedule name is None; known: cosine one_cycle"):
        build_schedule({}, 10, 0.1)
    with pytest.raises(ConfigError, match="'constant' does not take.*warmup"):
        build_schedule(dict(name="constant", warmup=3), 10, 0.1)


def test_norms_and_biases_do_not_decay() -> None:
    model = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2))
    matrices, vectors = param_groups(model, 0.1)
    assert [p.ndim for p in matrices["params"]] == [4] and matrices["weight_decay"] == 0.1
    assert [p.ndim for p in vectors["params"]] == [1, 1, 1] and vectors["weight_decay"] == 0.0


def test_one_part_alone_may_decay() -> None:
    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Linear(3, 1))
    for given, prefix in ((model, ""), (torch.nn.ModuleDict({"module": model}), "module.")):
        decaying, rest = param_groups(given, 0.1, "1")
        names = {parameter: name for name, parameter in given.named_parameters()}
        assert [names[p] for p in decaying["params"]] == [f"{prefix}1.weight"]
        assert [names[p] for p in rest["params"]] == [
            f"{prefix}{name}" for name in ("0.weight", "0.bias", "1.bias")
        ]
        assert (decaying["weight_decay"], rest["weight_decay"]) == (0.1, 0.0)


def test_decay_in_a_part_that_is_not_there_is_refused() -> None:
    model = torch.nn.ModuleDict({"head": torch.nn.Linear(2, 1)})
    with pytest.raises(ConfigError, match=r"decays in 'haed', where .* lies; near: head\. Name"):
        param_groups(model, 0.1, "haed")
