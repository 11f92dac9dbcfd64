"""Disturbances that move pixels: turns, flips, down-scaling, crops."""

import cv2
import numpy as np

from boneage_kp.data.transforms.geometric import border_grey
from boneage_kp.engine.upright import Upright
from boneage_kp.schema.coords import Affine
from boneage_kp.study.stress.disturbed import Disturbance, Disturbed


def turn(degrees: float) -> Disturbance:
    """Clockwise about the middle, on a film large enough that nothing is lost."""

    def apply(film: np.ndarray, rng: np.random.Generator) -> Disturbed:
        if degrees % 90 == 0:  # pixels change places, none is interpolated
            upright = Upright((0, 0, film.shape[1], film.shape[0]), round(degrees / 90) % 4)
            return Disturbed(upright.apply(film), upright.from_film)
        height, width = film.shape
        corners = np.array([(0, 0), (width, 0), (0, height), (width, height)], float)
        turned = Affine.rotation(degrees)
        low, high = turned(corners).min(axis=0), turned(corners).max(axis=0)
        affine = turned.then(Affine.translation(-low[0], -low[1]))
        size = (int(np.ceil(high[0] - low[0])), int(np.ceil(high[1] - low[1])))
        grey = cv2.warpAffine(
            film,
            affine.cv2_matrix(),
            size,
            flags=cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=float(border_grey(film)),
        )
        return Disturbed(grey, affine)

    return apply


def flip(up_down: bool) -> Disturbance:
    """Left and right, or up and down, change places."""

    def apply(film: np.ndarray, rng: np.random.Generator) -> Disturbed:
        box = (0, 0, film.shape[1], film.shape[0])
        upright = Upright(box, quarter_turns=2 if up_down else 0, mirrored=True)
        return Disturbed(upright.apply(film), upright.from_film)

    return apply


def shrink(factor: float) -> Disturbance:
    """Fewer pixels for the same film."""

    def apply(film: np.ndarray, rng: np.random.Generator) -> Disturbed:
        height, width = film.shape
        size = max(1, round(width * factor)), max(1, round(height * factor))
        grey = cv2.resize(film, size, interpolation=cv2.INTER_AREA)
        return Disturbed(grey, Affine.scaling(size[0] / width, size[1] / height))

    return apply


def crop(share: float) -> Disturbance:
    """A strip of that share of the film cut off on each of its four sides."""

    def apply(film: np.ndarray, rng: np.random.Generator) -> Disturbed:
        height, width = film.shape
        x, y = round(share * width), round(share * height)
        cut = Upright((x, y, width - x, height - y))
        return Disturbed(cut.apply(film), cut.from_film)

    return apply
