"""The small picture that one bone is drawn into, upright in its own frame, and laid over the film.

Drawing upright makes almost everything a row times a column. The raster is finer than the film, so
laying it over the film also averages: a gap narrower than a pixel fades instead of flickering.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from boneage_kp.phantom.parts import PathMaps
from boneage_kp.schema.coords import Affine

# Finest detail drawn is about 0.25 mm; a coarser raster would lose closing plates.
_PITCH_RANGE_MM = (0.06, 0.24)
_PITCH_PER_FILM_PIXEL = 0.8
# What is left of the flesh where bone takes its place: a share of it, and the skin.
_LEAST_FLESH = 0.1
_SKIN_MM = 0.5

Window = tuple[slice, slice, np.ndarray]


@dataclass(frozen=True, eq=False)
class BoneRaster:
    """Path lengths of one bone in its own frame, drawn into in place.

    u_mm:  (1, columns) float32, centres; rises towards the thumb's side.
    v_mm:  (rows, 1) float32, centres; rises out of the shaft.
    cortical_mm, trabecular_mm:  (rows, columns) float32.
    displaced_mm:  (rows, columns) float32: soft tissue that the bone takes the place of.
    """

    u_mm: np.ndarray
    v_mm: np.ndarray
    pitch_mm: float
    cortical_mm: np.ndarray
    trabecular_mm: np.ndarray
    displaced_mm: np.ndarray

    @classmethod
    def covering(
        cls, half_width_mm: float, v_range_mm: tuple[float, float], px_per_mm: float
    ) -> "BoneRaster":
        """An empty raster over |u| <= half_width and v_range.

        Its cells are tied to the bone's origin, so that a bone that grows a little only gains
        cells and does not slide through them.
        """
        pitch = min(max(_PITCH_PER_FILM_PIXEL / px_per_mm, _PITCH_RANGE_MM[0]), _PITCH_RANGE_MM[1])
        n = math.ceil(half_width_mm / pitch)
        first, last = (math.floor(v / pitch) for v in v_range_mm)
        u = (np.arange(-n, n, dtype=np.float32) + np.float32(0.5)) * np.float32(pitch)
        v = (np.arange(first, last + 1, dtype=np.float32) + np.float32(0.5)) * np.float32(pitch)
        shape = (len(v), len(u))
        empty = [np.zeros(shape, np.float32) for _ in range(3)]
        return cls(u[None, :], v[:, None], pitch, *empty)

    def rows_from(self, v_mm: float) -> slice:
        """The rows at or beyond v."""
        return slice(self._first_row(v_mm), None)

    def rows_up_to(self, v_mm: float) -> slice:
        """The rows at or before v."""
        return slice(0, self._first_row(v_mm))

    def _first_row(self, v_mm: float) -> int:
        row = math.ceil((v_mm - float(self.v_mm[0, 0])) / self.pitch_mm)
        return min(max(row, 0), len(self.v_mm))

    def cells_to_film(self, to_film: Affine) -> Affine:
        """Cells of this raster (continuous, cell j covers [j, j + 1)) to film pixels."""
        p = self.pitch_mm
        u0, v0 = float(self.u_mm[0, 0]) - p / 2, float(self.v_mm[0, 0]) - p / 2
        return Affine(np.array([[p, 0.0, u0], [0.0, p, v0]])).then(to_film)


def lay_over_film(raster: BoneRaster, to_film: Affine, maps: PathMaps) -> None:
    """Add the raster's path lengths to the film's maps, averaged over each film pixel.

    Bone takes the place of soft tissue, so the flesh that it displaces is taken off.

    to_film:  bone frame (mm) to film (px).
    maps:     changed in place; what lies outside the film is dropped.
    """
    placed = _place(raster, to_film, maps.cortical_mm.shape)
    if placed is None:
        return
    rows, cols, matrix = placed
    layers = cv2.merge([raster.cortical_mm, raster.trabecular_mm, raster.displaced_mm])
    size = (cols.stop - cols.start, rows.stop - rows.start)
    layers = cv2.warpAffine(
        _averaged(layers, raster, to_film), matrix, size, flags=cv2.INTER_LINEAR
    )
    cortical, trabecular, displaced = cv2.split(layers)
    maps.cortical_mm[rows, cols] += cortical
    maps.trabecular_mm[rows, cols] += trabecular
    displace_flesh(maps.soft_mm[rows, cols], displaced)


def displace_flesh(soft_mm: np.ndarray, displaced_mm: np.ndarray) -> None:
    """Take off the soft tissue whose place bone takes; `soft_mm` is changed in place.

    Bones that lie over each other on the film never take more than the hand has there.
    """
    kept = np.minimum(soft_mm, _LEAST_FLESH * soft_mm + _SKIN_MM)
    np.maximum(soft_mm - displaced_mm, kept, out=soft_mm)


def mask_on_film(
    mask: np.ndarray, raster: BoneRaster, to_film: Affine, size_hw: tuple[int, int]
) -> Window:
    """A (rows, columns) bool mask of the raster as (rows slice, cols slice, bool patch) of a film.

    A film pixel belongs when at least half of it does. Off the film: an empty patch.
    """
    placed = _place(raster, to_film, size_hw)
    if placed is None:
        return slice(0, 0), slice(0, 0), np.zeros((0, 0), bool)
    rows, cols, matrix = placed
    size = (cols.stop - cols.start, rows.stop - rows.start)
    cover = _averaged(mask.astype(np.float32), raster, to_film)
    cover = cv2.warpAffine(cover, matrix, size, flags=cv2.INTER_LINEAR)
    return rows, cols, cover >= 0.5


def _place(
    raster: BoneRaster, to_film: Affine, size_hw: tuple[int, int]
) -> tuple[slice, slice, np.ndarray] | None:
    """Film window touched by the raster and the cv2 matrix from its cells into that window."""
    cells_to_film = raster.cells_to_film(to_film)
    height, width = raster.cortical_mm.shape
    corners = cells_to_film(np.array([[0, 0], [width, 0], [0, height], [width, height]]))
    low = np.maximum(np.floor(corners.min(axis=0)).astype(int), 0)
    high = np.minimum(np.ceil(corners.max(axis=0)).astype(int), (size_hw[1], size_hw[0]))
    if (high <= low).any():
        return None
    window = cells_to_film.then(Affine.translation(-float(low[0]), -float(low[1])))
    rows, cols = slice(int(low[1]), int(high[1])), slice(int(low[0]), int(high[0]))
    return rows, cols, window.cv2_matrix()


def _averaged(values: np.ndarray, raster: BoneRaster, to_film: Affine) -> np.ndarray:
    """Blur to the film's pixel size first where the film is clearly coarser than the raster."""
    cells_per_px = 1.0 / (raster.pitch_mm * to_film.scale)
    if cells_per_px < 1.5:
        return values
    return cv2.GaussianBlur(values, (0, 0), 0.33 * cells_per_px)
