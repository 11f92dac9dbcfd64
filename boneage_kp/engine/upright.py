"""`Upright`: quarter turns, side, polarity and crop that put a hand upright, exactly undone.

Nothing is interpolated: pixels change places, so that a film turned by quarter turns or mirrored
becomes the very same upright film.
"""

from dataclasses import dataclass, replace

import numpy as np

from boneage_kp.schema.coords import Affine


@dataclass(frozen=True)
class Upright:
    """What to do with a film, in this order: crop, turn, mirror, invert.

    box_px:         (x0, y0, x1, y1) whole pixels of the film, x1 and y1 outside.
    quarter_turns:  clockwise, as seen on the film.
    """

    box_px: tuple[int, int, int, int]
    quarter_turns: int = 0
    mirrored: bool = False
    inverted: bool = False

    @classmethod
    def whole(cls, size_hw: tuple[int, int]) -> "Upright":
        """The film as it is."""
        return cls((0, 0, size_hw[1], size_hw[0]))

    def then_crop(self, box_px: tuple[int, int, int, int]) -> "Upright":
        """The same, cut to a box that is given in whole pixels of the upright film."""
        corners = self.from_film.inverse()(np.array(box_px, float).reshape(2, 2))
        (x0, y0), (x1, y1) = (
            np.rint([corners.min(axis=0), corners.max(axis=0)]).astype(int).tolist()
        )
        return replace(self, box_px=(x0, y0, x1, y1))

    def then_turned(self, quarter_turns: int, mirrored: bool, inverted: bool) -> "Upright":
        """The same with more turns (clockwise on the upright film), a mirror and an inversion."""
        # A turn after the mirror is a turn the other way before it.
        turns = self.quarter_turns + (-quarter_turns if self.mirrored else quarter_turns)
        return replace(
            self,
            quarter_turns=turns % 4,
            mirrored=self.mirrored != mirrored,
            inverted=self.inverted != inverted,
        )

    def apply(self, grey: np.ndarray) -> np.ndarray:
        """(H, W) grey on 0-255, uint8 or float32, to the upright film."""
        x0, y0, x1, y1 = self.box_px
        upright = np.rot90(grey[y0:y1, x0:x1], -self.quarter_turns)
        upright = np.fliplr(upright) if self.mirrored else upright
        upright = 255 - upright if self.inverted else upright
        return np.ascontiguousarray(upright)

    @property
    def from_film(self) -> Affine:
        """Film pixels to pixels of the upright film."""
        x0, y0, x1, y1 = self.box_px
        width, height = x1 - x0, y1 - y0
        affine = Affine.translation(-x0, -y0)
        for _ in range(self.quarter_turns % 4):
            # Clockwise: the left edge becomes the top; (x, y) -> (height - y, x).
            affine = affine.then(Affine(np.array([[0.0, -1.0, height], [1.0, 0.0, 0.0]])))
            width, height = height, width
        return affine.then(Affine.mirror(width)) if self.mirrored else affine
