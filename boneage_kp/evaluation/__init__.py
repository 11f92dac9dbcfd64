"""How good readings are, counted so that nothing that is missing flatters the figure.

Pure functions over arrays or records: `keypoints` and `centred` (where), `oks` (COCO's own
measure), `stages` (which stage, how sure), `age` (score and bone age). `matching` lays truths
and readings side by side (`pairs`), `summary.report` runs everything once; `tables`, `plots`
and `page` show it.

To add a metric: a pure function in the file of its subject (new subject: new file) that takes
`PointPairs`, `StagePairs` or `AgePairs` and returns a frozen dataclass; a field for it in
`summary.Evaluation`; rows in the subject's `*_tables.py`; a hand-counted test with a miss in it.
"""

from boneage_kp.evaluation.matching import pair_up
from boneage_kp.evaluation.pairs import AgePairs, PointPairs, StagePairs
from boneage_kp.evaluation.summary import Evaluation, evaluate, report

__all__ = [
    "AgePairs",
    "Evaluation",
    "PointPairs",
    "StagePairs",
    "evaluate",
    "pair_up",
    "report",
]
