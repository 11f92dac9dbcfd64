import pytest

from boneage_kp.data.draws import DrawKey
from boneage_kp.data.phantom_dataset import PhantomDataset
from boneage_kp.data.sized_dataset import SizedDataset, with_size

GIVEN = dict(
    length=2,
    parameters={"size_px": "film_size"},
    pipeline=[dict(type="Letterbox", size="epoch_size")],
)


def test_the_size_follows_the_epoch_that_a_key_carries() -> None:
    sized = SizedDataset(lambda given: PhantomDataset(**given), GIVEN, [(0, 64), (3, 128)])
    shapes = [tuple(sized[DrawKey(epoch, 1)]["image"].shape) for epoch in (0, 2, 3, 9)]
    assert shapes == [(1, 64, 64), (1, 64, 64), (1, 128, 128), (1, 128, 128)]
    assert len(sized) == 2 and sized.digest == sized.datasets[1].digest


def test_marks_become_pixels_and_films_stay_within_what_can_be_drawn() -> None:
    assert with_size(GIVEN, 512)["parameters"] == {"size_px": 717}
    assert with_size(GIVEN, 64)["parameters"] == {"size_px": 128}
    assert with_size(GIVEN, 2048)["pipeline"][0]["size"] == 2048
    assert with_size({"a": ("x", 1, None)}, 64) == {"a": ["x", 1, None]}
    assert GIVEN["parameters"] == {"size_px": "film_size"}, "what was given stays as it was"


def test_sizes_of_different_lengths_are_refused() -> None:
    lengths = iter((2, 3))
    with pytest.raises(ValueError, match=r"different lengths: \[2, 3\]"):
        SizedDataset(lambda given: [0] * next(lengths), {}, [(0, 64), (1, 96)])
