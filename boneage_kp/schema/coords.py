"""The one pixel convention: coordinates are continuous, pixel i covers [i, i + 1), centre i + 0.5.

So stride and resize are plain multiplication, and mirroring a film of width W is x -> W - x.
`Affine.cv2_matrix()` holds the only half pixel of the package: OpenCV puts a pixel's centre at i.
Points are (..., 2) as (x, y); sizes are (height, width).
"""

import math
from dataclasses import dataclass

import numpy as np


def px_to_cell(xy_px: np.ndarray, stride: float) -> np.ndarray:
    """Pixels of a network's input to cells of its map at `stride` pixels a cell."""
    return np.asarray(xy_px, float) / stride


def cell_to_px(xy_cell: np.ndarray, stride: float) -> np.ndarray:
    """Cells of a map back to pixels of the network's input."""
    return np.asarray(xy_cell, float) * stride


def px_to_mm(xy_px: np.ndarray, spacing_mm: float) -> np.ndarray:
    """Pixels to millimetres on the film; `spacing_mm` is one pixel's edge."""
    return np.asarray(xy_px, float) * spacing_mm


def containing_pixel(xy_px: np.ndarray) -> np.ndarray:
    """(..., 2) int: the pixel (column, row) that a point lies in."""
    return np.floor(np.asarray(xy_px, float)).astype(int)


@dataclass(frozen=True, eq=False)
class Affine:
    """A map of the plane, `xy -> A @ xy + b`, between two continuous pixel frames.

    matrix: (2, 3) float64.
    """

    matrix: np.ndarray

    def __post_init__(self) -> None:
        matrix = np.array(self.matrix, float)
        if matrix.shape != (2, 3):
            raise ValueError(f"an Affine needs a (2, 3) matrix, got shape {matrix.shape}")
        object.__setattr__(self, "matrix", matrix)

    @classmethod
    def identity(cls) -> "Affine":
        return cls(np.eye(2, 3))

    @classmethod
    def scaling(cls, factor_x: float, factor_y: float | None = None) -> "Affine":
        factor_y = factor_x if factor_y is None else factor_y
        return cls(np.array([[factor_x, 0.0, 0.0], [0.0, factor_y, 0.0]]))

    @classmethod
    def translation(cls, dx_px: float, dy_px: float) -> "Affine":
        return cls(np.array([[1.0, 0.0, dx_px], [0.0, 1.0, dy_px]]))

    @classmethod
    def rotation(cls, degrees: float, centre_px: tuple[float, float] = (0.0, 0.0)) -> "Affine":
        """Turn by `degrees`, clockwise as seen on the film (y points down)."""
        c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
        x, y = centre_px
        return cls(np.array([[c, -s, x - c * x + s * y], [s, c, y - s * x - c * y]]))

    @classmethod
    def mirror(cls, width_px: float) -> "Affine":
        """Left and right change places on a film of this width."""
        return cls(np.array([[-1.0, 0.0, width_px], [0.0, 1.0, 0.0]]))

    @classmethod
    def letterbox(cls, size_hw: tuple[int, int], target_hw: tuple[int, int]) -> "Affine":
        """Scale a film into a target without distortion, centred."""
        (h, w), (th, tw) = size_hw, target_hw
        factor = min(th / h, tw / w)
        return cls(
            np.array([[factor, 0.0, (tw - factor * w) / 2], [0.0, factor, (th - factor * h) / 2]])
        )

    def then(self, following: "Affine") -> "Affine":
        """The map that does this one first and `following` after it."""
        matrix = following.matrix[:, :2] @ self.matrix
        matrix[:, 2] += following.matrix[:, 2]
        return Affine(matrix)

    def inverse(self) -> "Affine":
        # By hand: a phantom asks for some hundred, and a solver takes 20 microseconds for each.
        (a, b, x), (c, d, y) = self.matrix.tolist()
        det = a * d - b * c
        if det == 0.0:
            raise ValueError(f"this Affine flattens the plane and has no inverse: {self.matrix}")
        return Affine(np.array([[d, -b, b * y - d * x], [-c, a, c * x - a * y]]) / det)

    def __call__(self, xy: np.ndarray) -> np.ndarray:
        """(..., 2) points of the first frame to the second."""
        return np.asarray(xy, float) @ self.matrix[:, :2].T + self.matrix[:, 2]

    @property
    def mirrors(self) -> bool:
        """Whether a left hand becomes a right one."""
        return self._determinant < 0

    @property
    def scale(self) -> float:
        """Length of a unit after the map (geometric mean over directions)."""
        return math.sqrt(abs(self._determinant))

    @property
    def _determinant(self) -> float:
        (a, b, _), (c, d, _) = self.matrix.tolist()
        return a * d - b * c

    def cv2_matrix(self) -> np.ndarray:
        """(2, 3) float64 for `cv2.warpAffine`, whose pixel centres lie at whole numbers."""
        a, b = self.matrix[:, :2], self.matrix[:, 2]
        return np.column_stack([a, b + a @ (0.5, 0.5) - 0.5])
