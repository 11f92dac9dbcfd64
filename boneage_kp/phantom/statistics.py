"""Intensity, edge and noise figures of a film, to set phantoms beside research films.

A report, not a target: `share_inside` says how many real films lie within what phantoms span.
To add a figure: a function of the grey image and a row in `film_statistics`.
"""

from collections.abc import Mapping, Sequence

import cv2
import numpy as np

_EDGE_SCALES_PX = {"fine": 1.0, "middle": 2.5, "coarse": 6.0}
_BLOCK_PX = 16
FilmStatistics = dict[str, float]


def at_size(image: np.ndarray, long_side_px: int = 1024) -> np.ndarray:
    """A film shrunk or enlarged to one long side, so that edges and noise compare."""
    factor = long_side_px / max(image.shape[:2])
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    return cv2.resize(image, None, fx=factor, fy=factor, interpolation=how)


def film_statistics(
    image: np.ndarray, hand_box_px: tuple[float, float, float, float] | None = None
) -> FilmStatistics:
    """All figures of one film, by name.

    image:        (H, W) uint8, or uint16 with 12 bits; figures are on the 8-bit scale.
    hand_box_px:  (x0, y0, x1, y1) for the contrast of the hand; the whole film without it.
    """
    grey = as_grey(image)
    return {
        **intensity(grey),
        **edge_energy(grey),
        "noise_sd": noise_sd(grey),
        "spectrum_slope": spectrum_slope(grey),
        "hand_contrast": hand_contrast(grey, hand_box_px),
    }


def as_grey(image: np.ndarray) -> np.ndarray:
    """(H, W) float32 in 0-255, whatever the depth of the file."""
    if image.ndim != 2 or image.dtype not in (np.uint8, np.uint16):
        raise ValueError(
            f"film statistics need an (H, W) uint8 or 12-bit uint16 image, "
            f"got shape {image.shape} of {image.dtype}; read the film as grey"
        )
    scale = 1.0 if image.dtype == np.uint8 else 255.0 / 4095.0
    return image.astype(np.float32) * np.float32(scale)


def intensity(grey: np.ndarray) -> FilmStatistics:
    """Mean, percentiles, range, and shares of pure black and white."""
    low, middle, high = (float(v) for v in np.percentile(grey, [1, 50, 99]))
    return {
        "grey_mean": float(grey.mean(dtype=np.float64)),
        "grey_p01": low,
        "grey_p50": middle,
        "grey_p99": high,
        "dynamic_range": high - low,
        "share_black": float((grey < 0.5).mean()),
        "share_white": float((grey > 254.5).mean()),
    }


def edge_energy(grey: np.ndarray) -> FilmStatistics:
    """Mean gradient (grey levels a pixel) after Gaussian blurs of three widths."""
    found = {}
    for name, sigma_px in _EDGE_SCALES_PX.items():
        smooth = cv2.GaussianBlur(grey, (0, 0), sigma_px)
        down, across = smooth[1:, :-1] - smooth[:-1, :-1], smooth[:-1, 1:] - smooth[:-1, :-1]
        found[f"edge_{name}"] = float(np.sqrt(down * down + across * across).mean())
    return found


def noise_sd(grey: np.ndarray) -> float:
    """Noise where the film is flat: the quietest fifth of all blocks that are not clipped.

    The mask is the difference of two Laplacians (Immerkaer 1996), blind to slopes; a block is
    16 px. 0 when every block is pure black or white.
    """
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    size = (_BLOCK_PX, _BLOCK_PX)
    height, width = (n // _BLOCK_PX for n in grey.shape)
    if height == 0 or width == 0:
        raise ValueError(f"noise needs a film of at least {_BLOCK_PX} px a side, got {grey.shape}")
    trimmed = grey[: height * _BLOCK_PX, : width * _BLOCK_PX]
    residual = cv2.filter2D(trimmed, cv2.CV_32F, kernel)
    blocks = (height, size[0], width, size[1])
    variance = (residual**2).reshape(blocks).mean(axis=(1, 3)) / 36.0
    level = trimmed.reshape(blocks).mean(axis=(1, 3))
    usable = variance[(level > 1.0) & (level < 254.0)]
    if usable.size == 0:
        return 0.0
    return float(np.sqrt(np.percentile(usable, 20)))


def spectrum_slope(grey: np.ndarray) -> float:
    """Exponent of the radial power spectrum between 1/20 and 2/5 cycles a pixel.

    About -2 to -3 for sharp pictures, steeper for blurred ones, 0 for white noise.
    """
    side = min(512, *grey.shape)
    y, x = ((n - side) // 2 for n in grey.shape)
    window = np.hanning(side).astype(np.float32)
    patch = grey[y : y + side, x : x + side]
    patch = (patch - patch.mean()) * window[:, None] * window[None, :]
    power = np.abs(np.fft.rfft2(patch)) ** 2
    radius = np.hypot(np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)[None, :])
    bins = np.geomspace(0.05, 0.4, 13)
    which = np.digitize(radius, bins)
    means = np.array([power[which == k].mean() for k in range(1, len(bins))])
    if means.max() <= 0:
        return 0.0
    centres = np.sqrt(bins[:-1] * bins[1:])
    return float(np.polyfit(np.log(centres), np.log(means + 1e-6 * means.max()), 1)[0])


def hand_contrast(
    grey: np.ndarray, hand_box_px: tuple[float, float, float, float] | None = None
) -> float:
    """Grey levels between the bright and the dark twentieth inside the hand's box."""
    if hand_box_px is not None:
        x0, y0, x1, y1 = (int(round(v)) for v in hand_box_px)
        inside = grey[max(0, y0) : max(0, y1), max(0, x0) : max(0, x1)]
        if inside.size == 0:
            raise ValueError(f"hand box {hand_box_px} lies outside a film of {grey.shape}")
        grey = inside
    dark, bright = (float(v) for v in np.percentile(grey, [5, 95]))
    return bright - dark


def share_inside(
    phantoms: Sequence[Mapping[str, float]],
    films: Sequence[Mapping[str, float]],
    percentiles: tuple[float, float] = (1.0, 99.0),
) -> dict[str, float]:
    """For each figure the share of films within the phantoms' percentiles, in [0, 1]."""
    if not phantoms or not films:
        raise ValueError(f"need phantoms and films, got {len(phantoms)} and {len(films)}")
    shares = {}
    for name in phantoms[0]:
        low, high = np.percentile([one[name] for one in phantoms], percentiles)
        values = np.array([film[name] for film in films])
        shares[name] = float(((values >= low) & (values <= high)).mean())
    return shares
