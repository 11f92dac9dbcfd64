"""A shape model over the 13 points: how far a layout lies from the hands that phantoms have.

Points are laid on the mean hand by a similarity, mirrored or not, so that place, turn, size and
side do not count; what is left is weighed by the covariance of natural poses. Points as complex
numbers: a turn and a scale are one product.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from boneage_kp.schema.hand import HAND, HandSchema

TABLE = Path(__file__).parent / "tables" / "layout.json"
# Readings are off by some 0.4 % of hand length where phantoms' truth is exact.
READING_SD = 0.004
SIMILARITY_FREEDOM = 4


@dataclass(frozen=True, eq=False)
class Alignment:
    """A layout laid on the mean hand.

    residual:   (n, 2) of the points used, in hand lengths.
    mirrored:   whether the layout had to be mirrored: in film pixels (y down) a left hand's is.
    turn_deg:   how far the fingers of the layout point from straight up, clockwise on the film.
    factor, centre, centre_px:  the similarity: pixels from `centre_px`, as complex numbers, times
                `factor` are hand lengths from `centre`.
    """

    residual: np.ndarray
    mirrored: bool
    turn_deg: float
    factor: complex
    centre: complex
    centre_px: complex

    def on_film(self, points: np.ndarray) -> np.ndarray:
        """(n, 2) points of the mean hand's frame to film pixels: where a hand so lying has them."""
        if self.factor == 0:  # all points fell on one place
            return np.full(points.shape, (self.centre_px.real, self.centre_px.imag))
        p = (points @ (1, 1j) - self.centre) / self.factor
        p = (p.conj() if self.mirrored else p) + self.centre_px
        return np.column_stack([p.real, p.imag])


@dataclass(frozen=True, eq=False)
class ShapeModel:
    """Mean and covariance of aligned hands.

    mean:        (K, 2) in hand lengths; x towards the thumb, y towards the finger tips.
    covariance:  (2K, 2K) of the residuals, in the order x0 y0 x1 y1 …
    """

    mean: np.ndarray
    covariance: np.ndarray

    def align(self, xy_px: np.ndarray, known: np.ndarray) -> Alignment:
        """Least-squares similarity of the known points; needs three or more.

        xy_px: (K, 2) film pixels; known: (K,) bool.
        """
        return align_to(self.mean[known], xy_px[known])

    def completed(self, xy_px: np.ndarray, known: np.ndarray) -> np.ndarray:
        """(K, 2) film pixels: known points as they are, the others where the mean hand has them."""
        return np.where(known[:, None], xy_px, self.align(xy_px, known).on_film(self.mean))

    def distance(self, xy_px: np.ndarray, known: np.ndarray) -> float:
        """Root of the squared Mahalanobis distance a degree of freedom: about 1 for any hand.

        returns:  0 where fewer than four points are known: nothing is left to judge.
        """
        if known.sum() < 4:
            return 0.0
        residual = self.align(xy_px, known).residual.ravel()
        used = np.repeat(known, 2)
        spread = self.covariance[np.ix_(used, used)] + READING_SD**2 * np.eye(used.sum())
        squared = float(residual @ np.linalg.solve(spread, residual))
        return float(np.sqrt(squared / (used.sum() - SIMILARITY_FREEDOM)))

    def strayed(self, xy_px: np.ndarray, known: np.ndarray) -> tuple[int, float]:
        """The bone without which the layout fits best, and the distance then."""
        best, least = -1, np.inf
        for k in np.flatnonzero(known):
            others = known.copy()
            others[k] = False
            distance = self.distance(xy_px, others)
            if distance < least:
                best, least = int(k), distance
        return best, float(least)


def align_to(mean: np.ndarray, points: np.ndarray) -> Alignment:
    """Lay (n, 2) points on (n, 2) mean points by the better of two similarities."""
    m = (mean - mean.mean(axis=0)) @ (1, 1j)
    p = (points - points.mean(axis=0)) @ (1, 1j)
    size = max(float(np.sum(np.abs(p) ** 2)), 1e-12)
    fits = []
    for mirrored, q in ((False, p), (True, p.conj())):
        factor = np.sum(q.conj() * m) / size
        rest = factor * q - m
        fits.append((float(np.sum(np.abs(rest) ** 2)), mirrored, factor, rest))
    _, mirrored, factor, rest = min(fits, key=lambda fit: fit[0])
    residual = np.column_stack([rest.real, rest.imag])
    centre, centre_px = complex(mean.mean(axis=0) @ (1, 1j)), complex(points.mean(axis=0) @ (1, 1j))
    return Alignment(residual, mirrored, _turn_deg(factor, mirrored), factor, centre, centre_px)


def _turn_deg(factor: complex, mirrored: bool) -> float:
    """Angle of the fingers from up, clockwise on the film (y down), from the way to the mean."""
    if factor == 0:
        return 0.0
    fingers = 1j / factor  # the mean's finger direction, taken back to the (mirrored) film
    fingers = fingers.conjugate() if mirrored else fingers
    return float(np.degrees(np.arctan2(fingers.real, -fingers.imag)))


def fit_shape_model(hands: np.ndarray, start: np.ndarray, rounds: int = 4) -> ShapeModel:
    """Mean and covariance of (N, K, 2) whole hands, aligned to the mean they have together.

    start: (K, 2) first guess of the mean; its frame is the model's.
    """
    mean = start
    for _ in range(rounds):
        residuals = np.array([align_to(mean, hand).residual for hand in hands])
        mean = mean + residuals.mean(axis=0)
        mean = mean * _unit(start) / _unit(mean)  # alignment shrinks a little each round
    residuals = np.array([align_to(mean, hand).residual for hand in hands])
    flat = residuals.reshape(len(hands), -1)
    return ShapeModel(mean, np.cov(flat, rowvar=False))


def _unit(points: np.ndarray) -> float:
    return float(np.linalg.norm(points - points.mean(axis=0)))


@cache
def load_shape_model(path: Path = TABLE, schema: HandSchema = HAND) -> ShapeModel:
    """The shipped model; a table of other bones is refused."""
    table = json.loads(path.read_text(encoding="utf-8"))
    if tuple(table["bones"]) != schema.names:
        raise ValueError(
            f"{path}: is for the bones {' '.join(table['bones'])}; wanted "
            f"{' '.join(schema.names)}. Make it anew with python -m boneage_kp.quality.layout_table"
        )
    return ShapeModel(np.array(table["mean"]), np.array(table["covariance"]))
