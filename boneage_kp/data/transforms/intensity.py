"""Changes of grey that leave every pixel where it is: what archives and screens do to a film."""

from dataclasses import dataclass

import cv2
import numpy as np

from boneage_kp.data.sample import Sample
from boneage_kp.registry import TRANSFORMS


@dataclass(frozen=True)
class Tone:
    """Window, curve, softness and noise, in that order.

    gain, offset:  grey' = gain * (grey - 127.5) + 127.5 + offset.
    gamma:         exponent on grey / 255.
    blur_sigma_px: 0 leaves the film sharp.
    noise:         standard deviation in grey levels; noise_seed makes it repeat.
    inverted:      dark on light.
    """

    gain: float = 1.0
    offset: float = 0.0
    gamma: float = 1.0
    blur_sigma_px: float = 0.0
    noise: float = 0.0
    noise_seed: int = 0
    inverted: bool = False

    def __call__(self, sample: Sample) -> Sample:
        grey: np.ndarray = sample.grey.astype(np.float32)
        if self.blur_sigma_px > 0:
            grey = cv2.GaussianBlur(grey, (0, 0), self.blur_sigma_px)
        grey = 255 * (np.clip(grey, 0, 255) / 255) ** self.gamma
        grey = self.gain * (grey - 127.5) + 127.5 + self.offset
        if self.noise > 0:
            rng = np.random.default_rng(self.noise_seed)
            grey = grey + self.noise * rng.standard_normal(grey.shape, dtype=np.float32)
        if self.inverted:
            grey = 255 - grey
        rounded = np.clip(np.rint(grey), 0, 255).astype(np.uint8)
        return Sample(**{**vars(sample), "grey": rounded})


@TRANSFORMS.register_module()
class RandomTone:
    """Draw a tone; `strength` 0 changes nothing, 1 is what archives show.

    invert: probability of dark on light (for the finder; the fine network sees none).
    """

    def __init__(self, strength: float = 1.0, invert: float = 0.0) -> None:
        self.strength = strength
        self.invert = invert

    def draw(self, rng: np.random.Generator) -> Tone:
        """The tone that `rng` has."""
        s = self.strength
        gain, gamma = np.exp(s * rng.normal(0, 0.18)), np.exp(s * rng.normal(0, 0.22))
        offset, soft, noise = s * rng.normal(0, 14), rng.random(), rng.random()
        return Tone(
            gain=float(gain),
            offset=float(offset),
            gamma=float(gamma),
            blur_sigma_px=float(s * max(0.0, soft - 0.7) * 4),
            noise=float(s * max(0.0, noise - 0.6) * 12),
            noise_seed=int(rng.integers(2**31)),
            inverted=bool(rng.random() < self.invert),
        )

    def __call__(self, sample: Sample, rng: np.random.Generator) -> Sample:
        return self.draw(rng)(sample)
