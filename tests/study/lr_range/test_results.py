"""A curve comes back from its table, is drawn, and is told in a sentence."""

from pathlib import Path
from xml.etree import ElementTree

from boneage_kp.study.lr_range.curve import RangeCurve, RangeRow
from boneage_kp.study.lr_range.results import chart_of, read_range, said_of, write_range


def test_table_and_plot_come_back(tmp_path: Path) -> None:
    losses = [3.0, 2.9, 2.0, 1.9, 2.5]
    rows = tuple(RangeRow(10.0**power, x, x) for power, x in zip(range(-5, 0), losses, strict=True))
    curve = RangeCurve(rows)
    assert curve.steepest == rows[1] or curve.steepest == rows[2]
    assert curve.least == rows[3]
    assert "is least at 0.01, after which it rises" in said_of(curve)
    assert "still falls at 0.01" in said_of(RangeCurve(rows[:4]))
    assert said_of(RangeCurve(rows[3:])) == "The loss never fell: no rate is suggested."
    write_range(tmp_path, curve)
    assert read_range(tmp_path) == curve
    ElementTree.parse(tmp_path / "lr_range.svg")
    assert chart_of(curve).log_x
