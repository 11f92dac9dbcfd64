"""The checks: each looks at one thing, and says nothing or one `Finding` under its own name."""

from collections.abc import Callable

import numpy as np

from boneage_kp.quality.evidence import Evidence
from boneage_kp.quality.layout import load_shape_model
from boneage_kp.quality.limits import QualityLimits
from boneage_kp.quality.stage_agreement import least_agreement
from boneage_kp.quality.verdict import Finding, Severity

Check = Callable[[Evidence, QualityLimits], Finding | None]


def hand_not_found(hand: Evidence, limits: QualityLimits) -> Finding | None:
    """Too few bones, or all of them faint."""
    count, of = int(hand.known.sum()), len(hand.schema)
    median = float(np.median([bone.confidence for bone in hand.bones.values()]))
    if not hand.hand_found:
        return Finding("hand_not_found.film", "reject")
    if count >= limits.min_bones and median >= limits.min_median_confidence:
        return None
    places: dict[str, str | int] = {"count": count, "of": of, "median": f"{median:.2f}"}
    return Finding("hand_not_found.bones", "reject", places)


def two_hands(hand: Evidence, limits: QualityLimits) -> Finding | None:
    """Most bones have a second place, or the finder saw a second hand."""
    rivalled = hand.rivalled(limits)
    seen = hand.second_hand is not None and hand.second_hand >= limits.second_hand_confidence
    if seen:
        return Finding("two_hands.finder", "reject")
    if len(rivalled) < limits.two_hands_bones:
        return None
    return Finding("two_hands.places", "reject", {"count": len(rivalled)})


def two_peaks(hand: Evidence, limits: QualityLimits) -> Finding | None:
    """Some bones could lie in another place too."""
    rivalled = hand.rivalled(limits)
    if not 0 < len(rivalled) < limits.two_hands_bones:
        return None
    return Finding("two_peaks", "review", {"bones": _list(rivalled)})


def bone_absent(hand: Evidence, limits: QualityLimits) -> Finding | None:
    """A bone without a point stops the score."""
    missing = hand.missing()
    if not missing:
        return None
    return Finding("bone_absent", "reject", {"bones": _list(missing)})


def bone_at_border(hand: Evidence, limits: QualityLimits) -> Finding | None:
    """A plate so near to the film's edge that part of it is cut off."""
    if hand.length_px is None:
        return None
    height, width = hand.film_hw
    room_px = np.minimum(hand.xy_px, np.array([width, height]) - hand.xy_px).min(axis=1)
    with np.errstate(invalid="ignore"):
        near = room_px < limits.border_share * hand.length_px
    if not near.any():
        return None
    names = [n for n, cut in zip(hand.schema.names, near, strict=True) if cut]
    return Finding("bone_at_border", "review", {"bones": _list(names)})


def low_confidence(hand: Evidence, limits: QualityLimits) -> Finding | None:
    """Points that are there but faint."""
    faint = [
        f"{name} {bone.confidence:.2f}"
        for name, bone in hand.bones.items()
        if bone.xy_px is not None and bone.confidence < limits.sure_confidence
    ]
    if not faint:
        return None
    return Finding("low_confidence", "review", {"bones": _list(faint)})


def implausible_layout(hand: Evidence, limits: QualityLimits) -> Finding | None:
    """Points that do not lie as the bones of a hand do."""
    model = load_shape_model()
    distance = model.distance(hand.xy_px, hand.known)
    if distance < limits.layout_review:
        return None
    severity: Severity = "reject" if distance >= limits.layout_reject else "review"
    places = {"distance": f"{distance:.1f}"}
    bone, without = model.strayed(hand.xy_px, hand.known)
    if without >= limits.layout_review:
        return Finding("implausible_layout", severity, places)
    places["bone"] = hand.schema.names[bone]
    return Finding("implausible_layout.bone", severity, places)


def stages_out_of_line(hand: Evidence, limits: QualityLimits) -> Finding | None:
    """A bone far less or more mature than all others say."""
    rated = {n: bone.posterior for n, bone in hand.bones.items() if bone.stage is not None}
    agreement = least_agreement(hand.standard, hand.sex, rated)
    if agreement is None or agreement.probability >= limits.stage_agreement:
        return None
    places = {
        "bone": agreement.bone,
        "stage": agreement.stage,
        "expected": agreement.expected_stage,
    }
    return Finding("stages_out_of_line", "review", places)


def too_small(hand: Evidence, limits: QualityLimits) -> Finding | None:
    """Too few pixels to tell stages apart, or a hand smaller than any that was learnt."""
    if hand.length_px is None:
        return None
    length = {"length": f"{hand.length_px:.0f}"}
    if hand.length_px < limits.min_length_px:
        least = {"least": f"{limits.min_length_px:.0f}"}
        return Finding("too_small.unreadable", "reject", length | least)
    if hand.length_px < limits.review_length_px:
        least = {"least": f"{limits.review_length_px:.0f}"}
        return Finding("too_small.misread", "review", length | least)
    if hand.view_length_share < limits.min_view_share:
        return Finding("too_small.film", "review", {"share": f"{hand.view_length_share:.0%}"})
    return None


def too_dark(hand: Evidence, limits: QualityLimits) -> Finding | None:
    """Nearly black, or nearly one grey."""
    contrast = hand.grey_high - hand.grey_low
    if hand.grey_high < limits.min_bright:
        return Finding("too_dark.black", "review", {"grey": f"{hand.grey_high:.0f}"})
    if contrast < limits.min_contrast:
        return Finding("too_dark.flat", "review", {"levels": f"{contrast:.0f}"})
    return None


# In the order in which a person would want to know.
CHECKS: tuple[Check, ...] = (
    hand_not_found,
    two_hands,
    bone_absent,
    implausible_layout,
    bone_at_border,
    two_peaks,
    low_confidence,
    stages_out_of_line,
    too_small,
    too_dark,
)


def check_hand(hand: Evidence, limits: QualityLimits) -> tuple[Finding, ...]:
    """All that speaks against a reading; where there is no hand, nothing else is worth saying.

    returns: what takes the bone age away first.
    """
    missing = hand_not_found(hand, limits)
    if missing is not None:
        return (missing,)
    findings = [check(hand, limits) for check in CHECKS]
    found = [finding for finding in findings if finding is not None]
    return tuple(sorted(found, key=lambda finding: finding.severity != "reject"))


def _list(names: list[str]) -> str:
    return ", ".join(names)
