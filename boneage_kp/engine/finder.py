"""The coarse pass: where the hand is, and what puts it upright.

A light network, trained on every turn, side, scale and polarity, reads the whole film; the shape
model turns its points into quarter turns, side and polarity. Then it reads the film so put
upright, and only these points cut the crop: turned, mirrored or inverted, a film arrives there
with the very same pixels, hence with the very same crop and reading.
"""

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from boneage_kp.engine.leaning import Leaning, leaning_of
from boneage_kp.engine.letterbox import letterboxed
from boneage_kp.engine.polarity import is_inverted
from boneage_kp.engine.upright import Upright
from boneage_kp.quality.layout import load_shape_model
from boneage_kp.runtime.network import Network
from boneage_kp.schema.hand_frame import hand_frame_px

MAX_PASSES = 3


@dataclass(frozen=True)
class Found:
    """What the coarse pass says.

    second_hand:  confidence that another hand lies on the film, in [0, 1].
    leaning:      the turn that quarter turns left over, on the upright crop; None for next to none.
    """

    upright: Upright
    second_hand: float
    leaning: Leaning | None = None


class Finder(Protocol):
    """Anything that finds hands."""

    digest: str

    def find(self, grey: np.ndarray) -> Found | None:
        """(H, W) grey on 0-255; None when there is no hand."""
        ...


class NetworkFinder:
    """Finds with a `Network` of the same 13 bones, at its own small input size.

    min_confidence:  a bone counts from here on; min_bones: fewer are no hand.
    """

    def __init__(self, network: Network, min_confidence: float = 0.2, min_bones: int = 6) -> None:
        self.network = network
        self.digest = network.digest
        self.min_confidence = min_confidence
        self.min_bones = min_bones

    def find(self, grey: np.ndarray) -> Found | None:
        """Points of the coarse pass to an upright crop."""
        height, width = grey.shape
        pose = Upright.whole((height, width))
        leaning = None
        # A pass that finds the film upright is the last: the first, or as a rule the second.
        for _ in range(MAX_PASSES):
            seen = pose.apply(grey)
            reading = self._points(seen)
            if reading is None:
                return None
            xy_px, sure, second_hand = reading
            left = upright_of(seen, xy_px, sure)
            if not (left.quarter_turns or left.mirrored or left.inverted):
                leaning = leaning_of(xy_px, sure, left.box_px)
                break
            pose = pose.then_turned(left.quarter_turns, left.mirrored, left.inverted)
            # Should the passes be used up, this box is right still, of the film as it was.
            left = replace(left, box_px=_moved_box(left, seen.shape))
        return Found(pose.then_crop(left.box_px), second_hand, leaning)

    def _points(self, grey: np.ndarray) -> tuple[np.ndarray, np.ndarray, float] | None:
        """((K, 2) film pixels, (K,) which are sure, confidence of a second hand); None: no hand."""
        view = letterboxed(grey, self.network.input_hw)
        reading = self.network.read(view.grey[None, None])
        confidence = reading.confidence[0]
        sure = confidence >= self.min_confidence
        if sure.sum() < self.min_bones:
            return None
        rivals = np.minimum(reading.second_peak[0], confidence)[sure]
        return view.from_film.inverse()(reading.xy_px[0]), sure, float(np.median(rivals))


def _moved_box(upright: Upright, size_hw: tuple[int, ...]) -> tuple[int, int, int, int]:
    """The box of an `Upright` where its turns put it on the whole film."""
    whole = replace(upright, box_px=(0, 0, size_hw[1], size_hw[0]))
    corners = whole.from_film(np.array(upright.box_px, float).reshape(2, 2))
    x0, y0, x1, y1 = np.rint([*corners.min(axis=0), *corners.max(axis=0)]).astype(int).tolist()
    return x0, y0, x1, y1


def upright_of(grey: np.ndarray, xy_px: np.ndarray, sure: np.ndarray) -> Upright:
    """Quarter turns, side, polarity and crop from points.

    grey:   (H, W) on 0-255; xy_px: (K, 2) film pixels; sure: (K,) bool, three or more.
    A finger tip that the coarse pass is not sure of still belongs into the crop: it is taken to lie
    where the sure points put it.
    """
    model = load_shape_model()
    alignment = model.align(xy_px, sure)
    quarter_turns = int(np.round(-alignment.turn_deg / 90)) % 4
    # Upright, a left hand's thumb is on the right: the side that most films show.
    right_hand = not alignment.mirrored
    return Upright(
        box_px=hand_frame_px(model.completed(xy_px, sure), grey.shape),
        quarter_turns=quarter_turns,
        mirrored=right_hand,
        inverted=is_inverted(grey, xy_px[sure]),
    )
