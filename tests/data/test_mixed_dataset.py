"""Own films and phantoms in fixed shares: all are seen, none twice before all are once."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boneage_kp.data.draws import DrawKey
from boneage_kp.data.mixed_dataset import MixedDataset, spread_out


class Named:
    """A dataset that gives back its name and the key it was asked for."""

    def __init__(self, name: str, length: int) -> None:
        self.name, self.length, self.digest = name, length, f"{name}{length}"

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, key: DrawKey) -> dict[str, Any]:
        return {"name": self.name, "key": key}


@given(st.lists(st.floats(0.05, 1.0), min_size=1, max_size=4), st.integers(1, 200), st.data())
def test_every_stretch_keeps_the_shares(shares: list[float], length: int, data: Any) -> None:
    parts = spread_out(shares, length)
    until = data.draw(st.integers(1, length))
    counts = Counter(parts[:until].tolist())
    for part, share in enumerate(shares):
        assert abs(counts[part] - until * share / sum(shares)) <= len(shares)


def test_few_films_are_gone_through_in_turns() -> None:
    mixed = MixedDataset([Named("own", 5), Named("drawn", 100)], (1, 3), 40)
    seen = [mixed[DrawKey(epoch, i)] for epoch in range(3) for i in range(40)]
    own = [one["key"] for one in seen if one["name"] == "own"]
    assert len(own) == 30
    assert len(set(own)) == 30, "each time with other dice"
    assert Counter(key.index for key in own) == {i: 6 for i in range(5)}
    drawn = [one["key"] for one in seen if one["name"] == "drawn"]
    assert len(set(drawn)) == 90


def test_a_key_always_gives_the_same_sample() -> None:
    one, two = (MixedDataset([Named("a", 7), Named("b", 9)], (2, 1), 30, seed=4) for _ in "12")
    keys = [DrawKey(2, i) for i in range(30)]
    assert [one[key] for key in keys] == [two[key] for key in reversed(keys)][::-1]
    other = MixedDataset([Named("a", 7), Named("b", 9)], (2, 1), 30, seed=5)
    assert [one[key] for key in keys] != [other[key] for key in keys]
    assert one.digest == two.digest != MixedDataset([Named("a", 7)], (1,), 30).digest


@pytest.mark.parametrize("shares", [(1,), (1, 0), ()])
def test_shares_that_do_not_fit_are_refused(shares: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="shares"):
        MixedDataset([Named("a", 7), Named("b", 9)], shares, 30)
