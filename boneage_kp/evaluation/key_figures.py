"""The few figures by which weights are compared, in one table over all the others."""

from boneage_kp.evaluation.summary import Evaluation
from boneage_kp.evaluation.words import Table, number, percent, years


def key_figures(evaluation: Evaluation) -> Table:
    """Points, stages and ages in a line each; every miss counted."""
    points, stages, age = evaluation.keypoints.overall, evaluation.stages.overall, evaluation.age
    rows = [
        (f"points within {radius:.0%} of hand length (%)", percent(share), points.share.n)
        for radius, share in points.pck.items()
    ]
    rows += [
        ("points missed (%)", percent(points.share.missed_share), points.share.n),
        ("mean radial error of those found (mm)", number(points.mm.mean_found), points.mm.n),
        ("stages exact (%)", percent(stages.exact), stages.n),
        ("stages within one (%)", percent(stages.within_one), stages.n),
        ("bone age MAE (y)", years(age.overall.mae_months), age.overall.read),
        ("90 % interval holds the truth (%)", percent(age.interval.coverage), age.interval.n),
        ("bone age read (%)", percent(age.overall.read_share), age.overall.films),
    ]
    return Table("Key figures", ("figure", "value", "n"), tuple((a, b, str(n)) for a, b, n in rows))
