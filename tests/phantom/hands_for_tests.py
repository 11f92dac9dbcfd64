"""An average boy's hand as laid out, for tests of what is drawn from it."""

import numpy as np

from boneage_kp.phantom.anatomy import draw_anatomy
from boneage_kp.phantom.layout_mm import LaidHand, lay_out
from boneage_kp.phantom.maturity import Subject, draw_subject
from boneage_kp.phantom.parameters import AnatomyParameters, SamplingParameters
from boneage_kp.phantom.pose import Pose, draw_pose
from boneage_kp.schema.records import Sex


def neutral() -> Pose:
    return draw_pose({})


def hand(pose: Pose | None = None, age: float = 10.0) -> tuple[LaidHand, Subject]:
    """The hand of an average boy, bones exactly as mature as his age says."""
    sampling = SamplingParameters(sex="M", tempo_years=age, bone_scatter=0.0, age_scatter=0.0)
    subject = draw_subject(sampling, np.random.default_rng(0))
    none = AnatomyParameters(size=0, bone_length=0, bone_width=0, traits=0, forearm=0, plumpness=0)
    anatomy = draw_anatomy(Sex.MALE, age, none, np.random.default_rng(0))
    return lay_out(anatomy, subject.maturity, pose or neutral()), subject
