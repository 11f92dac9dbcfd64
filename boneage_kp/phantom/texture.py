"""Spongy bone as a film shows it: a net of bright struts, drawn out lengthwise near the ends."""

from functools import lru_cache

import cv2
import numpy as np

_TILE_PITCH_MM = 0.1
_TILE_CELLS = 512
_TILE_SEED = 20011  # fixed: the tile is a part of the generator, hands differ by where they cut it


@lru_cache(maxsize=4)
def _tile(streaked: float) -> np.ndarray:
    """(512, 512) float32 tile, mean 0, standard deviation 1, that joins itself at its edges.

    streaked:  0 a net of meshes, 1 nearly only struts along the bone.
    """
    rng = np.random.default_rng(_TILE_SEED)
    f = np.fft.fftfreq(_TILE_CELLS, _TILE_PITCH_MM)
    across, along = np.abs(f[None, :]), np.abs(f[:, None])
    tile = np.zeros((_TILE_CELLS, _TILE_CELLS))
    # Struts of three sizes (cycles per mm): a film shows the sum over the bone's depth.
    for centre, weight in ((0.5, 0.35), (1.0, 1.0), (1.8, 0.8)):
        radius = np.hypot(across, 2.0 * along)
        net = _layer(rng, np.exp(-0.5 * ((radius - centre) / (0.35 * centre)) ** 2))
        ridge = np.exp(-((net / 0.55) ** 2))  # bright where the noise crosses zero
        column = np.exp(-0.5 * ((across - centre) / (0.35 * centre)) ** 2 - (along / 0.4) ** 2)
        struts = np.exp(0.5 * _layer(rng, column))
        parts = ((1.0 - streaked, ridge), (streaked, struts))
        tile += weight * sum(share * (p - p.mean()) / p.std() for share, p in parts)
    return ((tile - tile.mean()) / tile.std()).astype(np.float32)


def _layer(rng: np.random.Generator, band: np.ndarray) -> np.ndarray:
    """Noise of one band of frequencies, standard deviation 1."""
    noise = np.fft.fft2(rng.standard_normal(band.shape))
    layer = np.fft.ifft2(noise * band).real
    return layer / layer.std()


def spongiosa(
    size_hw: tuple[int, int],
    pitch_mm: float,
    offset: tuple[float, float],
    origin_mm: tuple[float, float] = (0.0, 0.0),
    mesh: float = 1.0,
    streaked: float = 0.4,
) -> np.ndarray:
    """A piece of spongy texture, (H, W) float32, mean about 0, standard deviation about 1.

    offset:  two numbers in [0, 1): where the piece is cut from the tile.
    origin_mm:  (x, y) of the piece's first cell in the bone, so that a bone that grows a little
                keeps its struts where they are.
    mesh:      scale of the meshes.
    streaked:  0 a net, 1 nearly only struts along the bone.
    """
    tile = _tile(streaked)
    scale = _TILE_PITCH_MM * mesh
    step = pitch_mm / scale
    shift = [o * _TILE_CELLS + mm / scale for o, mm in zip(offset, origin_mm, strict=True)]
    matrix = np.array([[step, 0.0, shift[0]], [0.0, step, shift[1]]])
    if step > 1.4:  # coarser than the tile: blur first, or thin struts would flicker
        tile = _blurred_tile(streaked, round(0.4 * step, 1))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(tile, matrix, size_hw[::-1], flags=flags, borderMode=cv2.BORDER_WRAP)


@lru_cache(maxsize=16)
def _blurred_tile(streaked: float, sigma_cells: float) -> np.ndarray:
    return cv2.GaussianBlur(_tile(streaked), (0, 0), sigma_cells, borderType=cv2.BORDER_REFLECT)
