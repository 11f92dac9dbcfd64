"""A row's figures, counted by hand, and a table's lines."""

from boneage_kp.study.sweep.table import Errors, markdown_table

FIRST = Errors.of([{"mae_months": 10.0, "rmse_months": 12.0, "train_seconds": 60.0}])


def test_figures_of_seeds_and_what_a_row_says_of_them() -> None:
    astray: dict[str, float | None] = {"mae_months": None, "train_seconds": 3.0}
    errors = Errors.of([{"mae_months": 9.0, "rmse_months": 11.0, "train_seconds": 65.0}, astray])
    assert errors.texts(FIRST) == ["9.00 (1 of 2 astray)", "−1.00", "11.00", "34 ± 31.0"]
    assert errors.to_json() == {
        "runs": 2,
        "mae_months": [9.0],
        "rmse_months": [11.0],
        "train_seconds": [65.0, 3.0],
    }
    assert FIRST.texts(FIRST) == ["10.00", "–", "12.00", "60"]
    assert Errors.of([]).texts(FIRST) == ["not run", "–", "–", "–"]


def test_words_stand_left_and_figures_right() -> None:
    assert markdown_table(("a", "b", "c"), 2, [("x", "", "1"), ("y", "z", "2")]) == [
        "| a | b | c |",
        "|---|---|---:|",
        "| x |  | 1 |",
        "| y | z | 2 |",
    ]
