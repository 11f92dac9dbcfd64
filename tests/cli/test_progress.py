"""The progress bar: what it says, and when it is silent."""

import io

from boneage_kp.cli.progress import Progress


def test_share_rate_and_time_left() -> None:
    line = Progress("hands", total=200, shown=False).line(count=50, position=100, elapsed_s=10.0)
    assert line.count("█") == 12 and " 50%" in line
    assert "50 hands  5/s" in line and "0:10 left" in line


def test_without_a_total_there_is_no_bar() -> None:
    assert Progress("hands", None, shown=False).line(1234, 9, 2.0) == "1,234 hands  617/s"


def test_silent_where_nobody_looks() -> None:
    stream = io.StringIO()
    for shown in (None, False):
        bar = Progress("hands", 10, shown, stream)
        bar.update(5, 5)
        bar.close(10)
    assert stream.getvalue() == ""


def test_shown_when_asked_and_closed_with_a_line() -> None:
    stream = io.StringIO()
    bar = Progress("hands", 10, True, stream)
    bar.update(5, 5)
    bar.update(6, 6)  # too soon after the one before to be drawn
    bar.close(10)
    assert stream.getvalue().count("\r") == 2
    assert "10 hands" in stream.getvalue() and stream.getvalue().endswith("\n")
