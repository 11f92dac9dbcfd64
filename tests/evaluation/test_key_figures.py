"""The table over all tables says what the tables below it say."""

from boneage_kp.evaluation.key_figures import key_figures
from boneage_kp.evaluation.summary import Evaluation
from boneage_kp.evaluation.words import percent, years


def test_every_line_is_that_of_its_own_table(mixed: Evaluation) -> None:
    rows = {name: (value, n) for name, value, n in key_figures(mixed).rows}
    points, age = mixed.keypoints.overall, mixed.age
    assert rows["points within 2% of hand length (%)"] == (percent(points.pck[0.02]), "142")
    assert points.share.missed > 0 and rows["points missed (%)"][0] != "0.0"
    assert int(rows["mean radial error of those found (mm)"][1]) == points.mm.n < 142
    assert rows["stages exact (%)"][0] == percent(mixed.stages.overall.exact)
    assert rows["bone age MAE (y)"] == (years(age.overall.mae_months), str(age.overall.read))
    assert rows["bone age read (%)"] == (percent(age.overall.read_share), "11")
    assert rows["90 % interval holds the truth (%)"][1] == str(age.interval.n)
