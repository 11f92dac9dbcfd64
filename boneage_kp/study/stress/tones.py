"""Disturbances of grey values: brightness, contrast, inversion, blur, noise, JPEG."""

import cv2
import numpy as np

from boneage_kp.study.stress.disturbed import Disturbance, Disturbed, clipped

LONG_SIDE_PX = 1024  # that blur is told for; larger films are blurred in proportion


def brighten(levels: float) -> Disturbance:
    """Grey levels added to every pixel, cut at 0 and 255."""
    return lambda film, rng: Disturbed(clipped(film.astype(np.float32) + levels))


def stretch(factor: float) -> Disturbance:
    """Contrast about the film's own mean, cut at 0 and 255."""

    def apply(film: np.ndarray, rng: np.random.Generator) -> Disturbed:
        mean = float(film.mean())
        return Disturbed(clipped((film.astype(np.float32) - mean) * factor + mean))

    return apply


def invert() -> Disturbance:
    """Dark for light."""
    return lambda film, rng: Disturbed(255 - film)


def blur(sigma_px: float) -> Disturbance:
    """A Gaussian, its sigma in pixels of a film of 1024."""

    def apply(film: np.ndarray, rng: np.random.Generator) -> Disturbed:
        sigma = sigma_px * max(film.shape) / LONG_SIDE_PX
        return Disturbed(cv2.GaussianBlur(film, (0, 0), sigma))

    return apply


def noise(sd: float) -> Disturbance:
    """Independent normal noise at every pixel, in grey levels."""
    return lambda film, rng: Disturbed(
        clipped(film + rng.normal(0, sd, film.shape).astype(np.float32))
    )


def jpeg(quality: int) -> Disturbance:
    """Saved and opened again as JPEG."""

    def apply(film: np.ndarray, rng: np.random.Generator) -> Disturbed:
        _, content = cv2.imencode(".jpg", film, [cv2.IMWRITE_JPEG_QUALITY, quality])
        return Disturbed(np.asarray(cv2.imdecode(content, cv2.IMREAD_GRAYSCALE)))

    return apply
