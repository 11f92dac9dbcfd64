"""`QualityLimits`: every threshold of the checks in one frozen record, each with its reason."""

from dataclasses import dataclass


@dataclass(frozen=True)
class QualityLimits:
    """Thresholds of the checks. A weights file may come with its own, fitted on phantoms.

    found_confidence:    a peak below is no point. Confidence is the share of a drawn disc that the
                         peak reaches; an untrained map stays near 0.02.
    sure_confidence:     below, the place is doubtful: less than half of a disc as it is drawn.
    min_bones:           fewer found bones than this are no hand; a similarity fits any two.
    min_median_confidence: half of all bones below this: what was found is not a hand.
    rival_share:         a second peak this strong, as a share of the first, could be the bone too.
    two_hands_bones:     a second hand answers at many bones at once; a ring or a letter at one.
    second_hand_confidence:  of the coarse pass, at half of its sure bones: half of a disc as it is
                         drawn. Another network's confidence, so nothing fitted for this one's.
    border_share:        of hand length; nearer to the film's edge part of the plate is cut off:
                         a plate is about 0.05 of hand length wide, so half of it.
    layout_review, layout_reject:  root of squared Mahalanobis distance a degree of freedom. Of
                         held-out phantoms in natural poses 99 % lie below 1.57 and the furthest
                         at 1.93 (tables/layout.json): review lies above it, rejection at twice
                         it. A slip to the plate across a joint gives 2.4 to 2.7 (a review), a bone
                         on the wrong joint of its ray 6 or more, two rays changed over 16.
    stage_agreement:     probability of a bone's stages, given all other bones; below it the bone
                         is out of line. The least of 13 bones lay above 0.003 in 150 phantoms
                         with scatter as published.
    min_length_px:       hand length in film pixels; the gap of a plate is then 2-3 pixels, and
                         stages cannot be seen.
    review_length_px:    likewise: below it edges of the epiphysis are a pixel or two wide.
    min_view_share:      hand length over the longer side of what the network saw; the smallest of
                         70 natural phantoms has 0.31, so smaller hands were hardly trained on.
    min_contrast:        grey levels (of 255) between the 5th and 95th percentile in the hand's
                         box; the flattest of those phantoms has 20.
    min_bright:          grey level of the 95th percentile there; the darkest of them has 35.
    """

    found_confidence: float = 0.15
    sure_confidence: float = 0.5
    min_bones: int = 5
    min_median_confidence: float = 0.2
    rival_share: float = 0.6
    two_hands_bones: int = 6
    second_hand_confidence: float = 0.5
    border_share: float = 0.02
    layout_review: float = 2.0
    layout_reject: float = 3.8
    stage_agreement: float = 1e-3
    min_length_px: float = 150.0
    review_length_px: float = 200.0
    min_view_share: float = 0.3
    min_contrast: float = 18.0
    min_bright: float = 30.0
