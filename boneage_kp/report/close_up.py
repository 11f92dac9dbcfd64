"""Close-ups of growth plates: each cut from the film, turned along its finger, tip up."""

from dataclasses import dataclass

import cv2
import numpy as np

from boneage_kp.report.label_placing import PLATE_REACH
from boneage_kp.report.stretch import stretched
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.hand import HAND, HandSchema
from boneage_kp.schema.layout import hand_length_px
from boneage_kp.schema.records import HandReading

SIDE_PX = 264
# Half a close-up in widths of the largest plate of its kind: the bone's end, and its neighbour's.
_CONTEXT = 2.1


@dataclass(frozen=True, eq=False)
class CloseUp:
    """One growth plate.

    grey:       (SIDE_PX, SIDE_PX) uint8, greys stretched for this plate alone.
    from_film:  film pixels to its pixels; the plate's middle lands in the middle.
    """

    grey: np.ndarray
    from_film: Affine


def close_ups(
    grey: np.ndarray, reading: HandReading, schema: HandSchema = HAND
) -> dict[str, CloseUp]:
    """A close-up of every bone that has a point, by name; none where the hand has no length.

    grey:  (H, W) uint8 or uint16; the reading's points are pixels of it.
    """
    at = {n: np.array(b.xy_px) for n, b in reading.bones.items() if b.xy_px is not None}
    known = np.array([name in at for name in schema.names])
    xy = np.array([at.get(name, np.full(2, np.nan)) for name in schema.names])
    length_px = hand_length_px(xy, known, schema)
    if length_px is None:
        return {}
    found = {}
    for name, centre in at.items():
        reach_px = PLATE_REACH[schema.bone(name).kind] * length_px
        half_px = max(_CONTEXT * reach_px, 6.0)
        found[name] = _cut(grey, centre, half_px, finger_direction(name, at, schema))
    return found


def finger_direction(name: str, at: dict[str, np.ndarray], schema: HandSchema = HAND) -> np.ndarray:
    """(2,) unit vector towards the finger tip at a bone, as far as the points that are there say.

    A bone lies between its plate and the next one on its ray: behind the plate for a distal one,
    ahead of it for a proximal one. Radius and ulna follow the hand as a whole.
    """
    bone = schema.bone(name)
    ahead = [(name, b) for a, b in schema.skeleton if a == name]
    behind = [(a, name) for a, b in schema.skeleton if b == name]
    links = behind + ahead if bone.growing_end == "distal" else ahead + behind
    if bone.ray is None:
        links = []
    for start, end in (*links, schema.length_ends):
        if start in at and end in at:
            way = at[end] - at[start]
            distance = float(np.hypot(*way))
            if distance > 1e-6:
                return way / distance
    return np.array([0.0, -1.0])


def _cut(grey: np.ndarray, centre: np.ndarray, half_px: float, tip: np.ndarray) -> CloseUp:
    """A square round a point, `tip` pointing up."""
    height, width = grey.shape
    reach = 1.5 * half_px  # the square's corner, whatever its turn
    x0, y0 = (int(v) for v in np.clip(np.floor(centre - reach), 0, (width - 1, height - 1)))
    x1, y1 = (int(v) for v in np.clip(np.ceil(centre + reach), (x0 + 1, y0 + 1), (width, height)))
    cut = grey[y0:y1, x0:x1]
    seen = stretched(cut)
    to_cut = Affine.translation(-x0, -y0)
    factor = SIDE_PX / (2 * half_px)
    if factor < 1:  # shrunk over whole pixels first: warping alone would leave out most of them
        size = (max(1, round(factor * (x1 - x0))), max(1, round(factor * (y1 - y0))))
        seen = cv2.resize(seen, size, interpolation=cv2.INTER_AREA)
        to_cut = to_cut.then(Affine.scaling(size[0] / (x1 - x0), size[1] / (y1 - y0)))
        factor = 1.0
    turn_deg = float(np.degrees(np.arctan2(-tip[0], -tip[1])))
    turned = Affine.rotation(turn_deg).then(Affine.scaling(factor))
    middle = turned(to_cut(centre))
    to_square = turned.then(Affine.translation(SIDE_PX / 2 - middle[0], SIDE_PX / 2 - middle[1]))
    picture = cv2.warpAffine(
        seen, to_square.cv2_matrix(), (SIDE_PX, SIDE_PX), flags=cv2.INTER_CUBIC
    )
    return CloseUp(picture, to_cut.then(to_square))
