"""The checks: each looks at one thing, and says nothing or one `Finding` under its own name."""

from collections.abc import Callable

import numpy as np

from boneage_kp.quality.evidence import Evidence
from boneage_kp.quality.layout import load_shape_model
from boneage_kp.quality.limits import QualityLimits
from boneage_kp.quality.stage_agreement import least_agreement
from boneage_kp.quality.verdict import Finding

Check = Callable[[Evidence, QualityLimits], Finding | None]


def hand_not_found(hand: Evidence, limits: QualityLimits) -> Finding | None:
    """Too few bones, or all of them faint."""
    count, of = int(hand.known.sum()), len(hand.schema)
    median = float(np.median([bone.confidence for bone in hand.bones.values()]))
    if not hand.hand_found:
        text = "no hand was found on the film"
    elif count < limits.min_bones or median < limits.min_median_confidence:
        text = f"{count} of {of} bones answer, median confidence {median:.2f}: no hand"
    else:
        return None
    return Finding("hand_not_found", "reject", text)


def two_hands(hand: Evidence, limits: QualityLimits) -> Finding | None:
    """Most bones have a second place, or the finder saw a second hand."""
    rivalled = hand.rivalled(limits)
    seen = hand.second_hand is not None and hand.second_hand >= limits.second_hand_confidence
    if len(rivalled) < limits.two_hands_bones and not seen:
        return None
    why = "the finder saw a second one" if seen else f"{len(rivalled)} bones lie in two places"
    text = f"there seem to be two hands on the film ({why}); give one hand a film"
    return Finding("two_hands", "reject", text)


def two_peaks(hand: Evidence, limits: QualityLimits) -> Finding | None:
    """Some bones could lie in another place too."""
    rivalled = hand.rivalled(limits)
    if not 0 < len(rivalled) < limits.two_hands_bones:
        return None
    text = f"{_list(rivalled)} could as well lie in another place; look whether the points fit"
    return Finding("two_peaks", "review", text)


def bone_absent(hand: Evidence, limits: QualityLimits) -> Finding | None:
    """A bone without a point stops the score."""
    missing = hand.missing()
    if not missing:
        return None
    text = f"not found: {_list(missing)}; the score needs every bone. Rate it by eye, or film anew"
    return Finding("bone_absent", "reject", text)


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
    return Finding("bone_at_border", "review", f"{_list(names)} at the edge of the film")


def low_confidence(hand: Evidence, limits: QualityLimits) -> Finding | None:
    """Points that are there but faint."""
    faint = {
        name: bone.confidence
        for name, bone in hand.bones.items()
        if bone.xy_px is not None and bone.confidence < limits.sure_confidence
    }
    if not faint:
        return None
    named = ", ".join(f"{name} {confidence:.2f}" for name, confidence in faint.items())
    return Finding("low_confidence", "review", f"unsure where: {named}")


def implausible_layout(hand: Evidence, limits: QualityLimits) -> Finding | None:
    """Points that do not lie as the bones of a hand do."""
    model = load_shape_model()
    distance = model.distance(hand.xy_px, hand.known)
    if distance < limits.layout_review:
        return None
    bone, without = model.strayed(hand.xy_px, hand.known)
    text = f"the points do not lie as in a hand (distance {distance:.1f}, usual 1)"
    if without < limits.layout_review:
        text += f"; without {hand.schema.names[bone]} they would"
    severity = "reject" if distance >= limits.layout_reject else "review"
    return Finding("implausible_layout", severity, text)  # type: ignore[arg-type]


def stages_out_of_line(hand: Evidence, limits: QualityLimits) -> Finding | None:
    """A bone far less or more mature than all others say."""
    rated = {n: bone.posterior for n, bone in hand.bones.items() if bone.stage is not None}
    agreement = least_agreement(hand.standard, hand.sex, rated)
    if agreement is None or agreement.probability >= limits.stage_agreement:
        return None
    text = (
        f"{agreement.bone} reads {agreement.stage}, the other bones point to "
        f"{agreement.expected_stage}; look at its plate"
    )
    return Finding("stages_out_of_line", "review", text)


def too_small(hand: Evidence, limits: QualityLimits) -> Finding | None:
    """Too few pixels to tell stages apart, or a hand smaller than any that was learnt."""
    if hand.length_px is None:
        return None
    length = f"the hand is {hand.length_px:.0f} px long"
    if hand.length_px < limits.min_length_px:
        text = f"{length}; from {limits.min_length_px:.0f} px on it can be read"
        return Finding("too_small", "reject", text)
    if hand.length_px < limits.review_length_px:
        text = f"{length}; below {limits.review_length_px:.0f} px stages are easily misread"
        return Finding("too_small", "review", text)
    if hand.view_length_share < limits.min_view_share:
        share = f"{hand.view_length_share:.0%}"
        text = f"the hand takes up {share} of the film's length only; crop the film to the hand"
        return Finding("too_small", "review", text)
    return None


def too_dark(hand: Evidence, limits: QualityLimits) -> Finding | None:
    """Nearly black, or nearly one grey."""
    contrast = hand.grey_high - hand.grey_low
    if hand.grey_high < limits.min_bright:
        text = f"the hand is nearly black (95 % of it below grey {hand.grey_high:.0f} of 255)"
    elif contrast < limits.min_contrast:
        text = f"hardly any contrast: {contrast:.0f} grey levels of 255 in the hand"
    else:
        return None
    return Finding("too_dark", "review", f"{text}; export it with its window applied")


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
