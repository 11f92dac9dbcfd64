"""Moves of the film's plane. One warp from the film as it came: pixels are interpolated once."""

from typing import Literal, get_args

import numpy as np

from boneage_kp.data.sample import Sample
from boneage_kp.data.warp import Warp, border_grey
from boneage_kp.registry import TRANSFORMS
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.hand_frame import hand_frame_px

Frame = Literal["film", "hand"]


@TRANSFORMS.register_module()
class Letterbox:
    """Scale the film, or the hand on it, into the network's input, centred, undistorted.

    frame: "film", or "hand": what the coarse pass would cut out.
    """

    def __init__(self, size: int | tuple[int, int], frame: Frame = "film") -> None:
        self.target_hw = square(size)
        self.frame = checked_frame(frame)

    def __call__(self, sample: Sample, rng: np.random.Generator) -> Sample:
        affine = framed(sample, self.frame, self.target_hw)
        return Warp(affine, self.target_hw, border_grey(sample.grey))(sample)


@TRANSFORMS.register_module()
class RandomWarp:
    """Letterbox with a random turn, scale, shift and side.

    size:           of the network's input.
    degrees:        turn, uniform in +-degrees.
    scale:          factor range round the letterbox, uniform in its logarithm.
    shift:          share of the input's size, uniform in +-shift.
    mirror:         probability of the other side.
    frame:          "film", or "hand": what the coarse pass would cut out, before the draws.
    quarter_turns:  any of the four uprights with equal chance, for the finder.
    """

    def __init__(
        self,
        size: int | tuple[int, int],
        degrees: float = 25.0,
        scale: tuple[float, float] = (0.8, 1.2),
        shift: float = 0.08,
        mirror: float = 0.5,
        quarter_turns: bool = False,
        frame: Frame = "film",
    ) -> None:
        self.target_hw = square(size)
        self.degrees = degrees
        self.scale = scale
        self.shift = shift
        self.mirror = mirror
        self.quarter_turns = quarter_turns
        self.frame = checked_frame(frame)

    def draw(self, sample: Sample, rng: np.random.Generator) -> Warp:
        """The warp that `rng` has for this sample."""
        height, width = self.target_hw
        centre = (width / 2, height / 2)
        degrees = rng.uniform(-self.degrees, self.degrees)
        if self.quarter_turns:
            degrees += 90.0 * rng.integers(4)
        factor = float(np.exp(rng.uniform(*np.log(self.scale))))
        shift = rng.uniform(-self.shift, self.shift, 2) * (width, height)
        mirrored = rng.random() < self.mirror
        affine = framed(sample, self.frame, self.target_hw)
        affine = affine.then(_zoom(factor, centre)).then(Affine.rotation(degrees, centre))
        affine = affine.then(Affine.translation(*shift))
        if mirrored:
            affine = affine.then(Affine.mirror(width))
        return Warp(affine, self.target_hw, border_grey(sample.grey))

    def __call__(self, sample: Sample, rng: np.random.Generator) -> Sample:
        return self.draw(sample, rng)(sample)


def checked_frame(frame: Frame) -> Frame:
    """The frame, if it is one."""
    if frame not in get_args(Frame):
        raise ValueError(f"frame is {frame!r}; known: {' '.join(get_args(Frame))}")
    return frame


def framed(sample: Sample, frame: Frame, target_hw: tuple[int, int]) -> Affine:
    """The film's pixels to the input's, for the whole film or for the hand on it.

    Without a point, the film: an empty film is a negative at its own scale.
    """
    if frame == "film" or not sample.shown.any():
        return Affine.letterbox(sample.grey.shape[:2], target_hw)
    x0, y0, x1, y1 = hand_frame_px(sample.xy_px[sample.shown], sample.grey.shape)
    cut = Affine.translation(-x0, -y0)
    return cut.then(Affine.letterbox((y1 - y0, x1 - x0), target_hw))


def square(size: int | tuple[int, int]) -> tuple[int, int]:
    """One number stands for a square; a pair is (height, width)."""
    return (size, size) if isinstance(size, int) else (size[0], size[1])


def _zoom(factor: float, centre_px: tuple[float, float]) -> Affine:
    x, y = centre_px
    to_origin = Affine.translation(-x, -y).then(Affine.scaling(factor))
    return to_origin.then(Affine.translation(x, y))
