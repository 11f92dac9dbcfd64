"""Can this reading be trusted: named checks over a reading and what it was read from -> a verdict.

`checks` holds one small function a check, `limits` every threshold with its reason, `layout` the
shape model over the 13 points, `verdict` what findings add up to.

To add a check: a function in `checks.py` that takes `Evidence` and `QualityLimits` and returns a
`Finding` or None, its place in `CHECKS`, its thresholds in `limits.py`, its title, sentence and
cure in `report/english.py`; prove it with a hand that fails it and one that just passes.
"""

from boneage_kp.quality.checks import CHECKS, check_hand
from boneage_kp.quality.evidence import Evidence
from boneage_kp.quality.limits import QualityLimits
from boneage_kp.quality.verdict import Finding, verdict_of

__all__ = ["CHECKS", "Evidence", "Finding", "QualityLimits", "check_hand", "verdict_of"]
