"""A figure over seeds, counted by hand: mean, spread, difference, and their words."""

from boneage_kp.study.sweep.cell import Cell, error_words

BASE, WORSE = Cell((90.0, 92.0)), Cell((80.0, 86.0))


def test_mean_and_half_the_range() -> None:
    assert BASE.mean == 91.0 and BASE.half_range == 1.0
    assert Cell((4.0,)).half_range is None
    assert Cell(()).mean is None
    figures: list[dict[str, float | None]] = [{"a": 1.0}, {"a": None}, {"b": 2.0}, {"a": 3.0}]
    assert Cell.of(figures, "a") == Cell((1.0, 3.0)), "what has no figure is left out"


def test_a_difference_counts_only_where_no_seeds_overlap() -> None:
    assert WORSE.less(BASE) == -8.0 and WORSE.less(Cell(())) is None
    assert WORSE.apart_from(BASE) and BASE.apart_from(WORSE)
    assert not Cell((59.0, 61.0)).apart_from(Cell((60.0, 62.0)))
    # 86 and 90 touch nothing; 90 and 90 do.
    assert not Cell((80.0, 90.0)).apart_from(BASE)
    assert not Cell((1.0,)).apart_from(Cell((2.0, 3.0))), "one seed shows no spread"


def test_what_a_table_says() -> None:
    assert [BASE.words(digits) for digits in (2, 0)] == ["91.00 ± 1.00", "91 ± 1.0"]
    assert Cell((3.25,)).words(1) == "3.2" and Cell(()).words(1) == "–"
    assert WORSE.change_words(BASE, 1) == "−8.0" and BASE.change_words(WORSE, 0) == "+8"
    assert BASE.change_words(BASE, 1) == Cell(()).change_words(BASE, 1) == "–"
    assert Cell((90.0, 92.0)).change_words(BASE, 1) == "+0.0", "another row of the same figures"


def test_runs_that_went_astray_are_counted_beside_the_error() -> None:
    assert error_words(Cell((9.0,)), 1) == "9.00"
    assert error_words(Cell((9.0,)), 3) == "9.00 (2 of 3 astray)"
    assert error_words(Cell(()), 2) == "– (2 of 2 astray)" and error_words(Cell(()), 0) == "not run"
