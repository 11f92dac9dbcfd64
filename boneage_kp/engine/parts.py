"""Everything that a training config may name, imported, so that its registry knows it."""

import boneage_kp.data.cached_dataset
import boneage_kp.data.dataset
import boneage_kp.data.hand_alone_phantoms
import boneage_kp.data.mask_table
import boneage_kp.data.mixed_dataset
import boneage_kp.data.phantom_dataset
import boneage_kp.data.phantom_masks
import boneage_kp.data.rsna_dataset
import boneage_kp.data.transforms
import boneage_kp.engine.hooks
import boneage_kp.engine.reading_loop
import boneage_kp.evaluation.age_metric
import boneage_kp.evaluation.mask_metric
import boneage_kp.evaluation.metrics
import boneage_kp.models  # noqa: F401  all of these are imported to register
from boneage_kp.registry import DATASETS, HOOKS, MODELS, build

__all__ = ["DATASETS", "HOOKS", "MODELS", "build"]
