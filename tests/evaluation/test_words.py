import numpy as np
import pytest

from boneage_kp.evaluation.words import Table, number, percent, span, years


@pytest.mark.parametrize(
    ("got", "wanted"),
    [
        (number(1.234), "1.23"),
        (number(-0.0012), "0.00"),
        (number(None), "-"),
        (number(float("nan")), "-"),
        (number(np.inf), "missed"),
        (percent(0.1234), "12.3"),
        (years(18.0), "1.50"),
        (span(0.5, np.inf), "0.5 and more"),
        (span(5, 8), "5 to 8"),
    ],
)
def test_a_miss_and_nothing_are_written_differently(got: str, wanted: str) -> None:
    assert got == wanted


def test_columns_line_up_and_the_note_is_wrapped() -> None:
    table = Table("T", ("bone", "n"), (("radius", "7"), ("mc1", "123")), "word " * 40)
    lines = table.text().split("\n")
    assert lines[:6] == [
        "T",
        "-----------",
        "bone      n",
        "-----------",
        "radius    7",
        "mc1     123",
    ]
    assert max(len(line) for line in lines) <= 72
