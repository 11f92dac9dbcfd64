"""What happens around the steps of training: logs, pictures, stops, sizes. One hook a file.

To add a hook: `<name>.py` with one class registered in `HOOKS`, an import here, and a line under
`hooks=` in a config. A hook's docstring says at which moment it acts.
"""

from boneage_kp.engine.hooks.csv_log import CsvLogHook
from boneage_kp.engine.hooks.curves import CurvesHook
from boneage_kp.engine.hooks.frozen_norm import FrozenNormHook
from boneage_kp.engine.hooks.interrupt import InterruptHook
from boneage_kp.engine.hooks.nan_stop import NanStopHook
from boneage_kp.engine.hooks.predictions import PredictionsHook
from boneage_kp.engine.hooks.sizes import SizesHook
from boneage_kp.engine.hooks.stage_rise import StageRiseHook
from boneage_kp.engine.hooks.time_limit import TimeLimitHook
from boneage_kp.engine.hooks.weights import WeightsHook

__all__ = [
    "CsvLogHook",
    "CurvesHook",
    "FrozenNormHook",
    "InterruptHook",
    "NanStopHook",
    "PredictionsHook",
    "SizesHook",
    "StageRiseHook",
    "TimeLimitHook",
    "WeightsHook",
]
