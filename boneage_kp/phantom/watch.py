"""`Watch`: which points of a hand have something lying over them by the time the film is filed."""

from dataclasses import dataclass

import numpy as np

from boneage_kp.phantom.parts import PathMaps
from boneage_kp.phantom.placement import Scene

_AROUND_MM = 0.6
_OPAQUE_DEPTH = 0.5  # metal that leaves six tenths of the light hides a growth plate
_OPAQUE_SOFT_MM = 7.0  # of plaster, whose weave drowns it
_CHANGED_LEVELS = 20.0


@dataclass(frozen=True, eq=False)
class Watch:
    """Points, and what they looked like before things were laid on the film.

    cols, rows:  (N, 5) pixels at and around each point.
    buried:      (N,) bool, under metal, lead or plaster already.
    grey:        (N, 5) float32 grey levels before overlays.
    """

    rows: np.ndarray
    cols: np.ndarray
    buried: np.ndarray
    grey: np.ndarray

    @classmethod
    def on(
        cls, points_px: np.ndarray, scene: Scene, in_beam: PathMaps, grey: np.ndarray
    ) -> "Watch":
        """Begin to watch points (N, 2), pixels; points outside the film stay uncovered."""
        around = scene.mm(_AROUND_MM) * np.array([(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)])
        height, width = scene.size_hw
        places = np.asarray(points_px, float)[:, None, :] + around
        cols = np.clip(places[..., 0], 0, width - 1).astype(int)
        rows = np.clip(places[..., 1], 0, height - 1).astype(int)
        metal = in_beam.metal[rows, cols] - scene.paths.metal[rows, cols]
        soft = in_beam.soft_mm[rows, cols] - scene.paths.soft_mm[rows, cols]
        buried = (np.abs(metal) > _OPAQUE_DEPTH) | (soft > _OPAQUE_SOFT_MM)
        return cls(rows, cols, _mostly(buried), grey[rows, cols].copy())

    def covered(self, grey: np.ndarray) -> tuple[bool, ...]:
        """Which points are covered, now that everything lies on the film."""
        changed = np.abs(grey[self.rows, self.cols] - self.grey) > _CHANGED_LEVELS
        return tuple((self.buried | _mostly(changed)).tolist())


def _mostly(at_places: np.ndarray) -> np.ndarray:
    return at_places.mean(axis=1) > 0.5
