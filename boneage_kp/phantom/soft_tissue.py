"""Soft tissue: one smooth body round fingers, palm, thumb, wrist and forearm, as path lengths.

The body is a field of depth below the skin, joined smoothly from simple pieces on a coarse grid;
thickness follows from it on every pixel by the chord of a rounded section, so that edges of
fingers are round and thin, not flat.
"""

from collections.abc import Mapping

import cv2
import numpy as np

from boneage_kp.phantom.film_parameters import Roll
from boneage_kp.phantom.layout_mm import LaidHand
from boneage_kp.phantom.soft_pieces import Capsule, Piece, body_pieces, web_mm
from boneage_kp.schema.coords import Affine

_COARSE_CELLS = 256
_JOINING_MM = 1.3  # of a hand of 150 mm: how wide the smooth joint of two pieces is
# Round the thumb's web the joint is wider by so much, over so much of the hand's length.
_WEB_JOINING_MM, _WEB_REACH_OVER_LENGTH = 3.5, 0.11
_BLENDING_MM = 4.0
_SEAM_OVER_LENGTH = 0.022  # how far thickness is averaged, in hand lengths
_FAT_OVER_MUSCLE = 0.76  # attenuation at 50 kVp


def add_soft_tissue(
    soft_mm: np.ndarray,
    hand: LaidHand,
    hand_to_film: Affine,
    rolls: Mapping[str, Roll],
    rng: np.random.Generator,
) -> np.ndarray:
    """Add the body's path length to a film.

    soft_mm:  (H, W) float32, changed in place; in mm of muscle-like tissue (fat counts less).
    rolls:    findings of this hand: skin folds, texture.
    returns:  (H, W) bool, where the body is.
    """
    fat_mm = 0.016 * hand.anatomy.hand_length_mm * hand.anatomy.plumpness**2
    fat_mm *= float(rng.uniform(0.6, 1.5))
    size_hw = soft_mm.shape
    step = max(1, round(max(size_hw) / _COARSE_CELLS))
    coarse_depth, coarse_half = _body_field(size_hw, step, hand, hand_to_film)
    fat = np.float32(fat_mm)
    # The fat's inner border is soft on a film: coarse cells do.
    inner = _thickness(coarse_depth - fat, coarse_half - fat)
    inner *= np.float32(1.0 - _FAT_OVER_MUSCLE)
    depth_mm = _enlarged(coarse_depth, step, size_hw)
    thickness = _thickness(depth_mm, _enlarged(coarse_half, step, size_hw))
    thickness *= np.float32(_FAT_OVER_MUSCLE)
    thickness += _enlarged(inner, step, size_hw)
    if "soft_texture" in rolls:
        thickness *= _mottle(thickness.shape, hand_to_film.scale, rolls["soft_texture"])
    if "skin_folds" in rolls:
        _add_folds(thickness, hand, hand_to_film, rolls["skin_folds"])
    if "thenar_fold" in rolls:
        _add_thenar_fold(thickness, hand, hand_to_film, rolls["thenar_fold"])
    soft_mm += thickness
    return depth_mm > 0


def _thickness(depth_mm: np.ndarray, half_mm: np.ndarray) -> np.ndarray:
    """Chord of a section that is rounded with radius `half_mm` at its edge and flat inside."""
    inside = np.minimum(depth_mm, half_mm)
    np.maximum(inside, 0.0, out=inside)
    chord = 2.0 * half_mm
    chord -= inside
    chord *= inside
    np.maximum(chord, 0.0, out=chord)
    cv2.sqrt(chord, dst=chord)
    chord *= 2.0
    return chord


def _body_field(
    size_hw: tuple[int, ...], step: int, hand: LaidHand, hand_to_film: Affine
) -> tuple[np.ndarray, np.ndarray]:
    """(depth below the skin, half thickness) in mm, float32, one cell per `step` pixels."""
    height, width = size_hw
    rows, cols = -(-height // step), -(-width // step)
    to_hand = Affine.scaling(step).then(hand_to_film.inverse()).matrix.astype(np.float32)
    joining = _joining_mm(_coordinates((slice(0, rows), slice(0, cols)), to_hand), hand)
    total = np.zeros((rows, cols), np.float32)
    weight = np.full((rows, cols), 1e-9, np.float32)
    weighted = np.full((rows, cols), 1e-9, np.float32)
    film_to_cells = hand_to_film.then(Affine.scaling(1.0 / step))
    for piece in body_pieces(hand):
        window = _window(piece, film_to_cells, (rows, cols), 5.0 * float(joining.max()))
        if window is None:
            continue
        x_mm, y_mm = _coordinates(window, to_hand)
        depth, half = piece.depth_and_half(x_mm, y_mm)
        total[window] += np.exp(np.clip(depth / joining[window], -40.0, 60.0))
        own = np.exp(np.clip(depth, -40.0, 8.0) / np.float32(_BLENDING_MM))
        weight[window] += own
        weighted[window] += own * half
    depth = joining * np.log(np.maximum(total, np.float32(1e-6)))
    return depth, _blended(
        weighted, weight, depth, film_to_cells.scale * hand.anatomy.hand_length_mm
    )


def _joining_mm(xy_mm: tuple[np.ndarray, np.ndarray], hand: LaidHand) -> np.ndarray:
    """How wide pieces join, at every cell: narrow between fingers, wide in the thumb's web."""
    x0, y0 = (np.float32(value) for value in web_mm(hand))
    reach = np.float32(_WEB_REACH_OVER_LENGTH * hand.anatomy.hand_length_mm)
    away = ((xy_mm[0] - x0) / reach) ** 2 + ((xy_mm[1] - y0) / reach) ** 2
    wide = np.float32(_JOINING_MM) + np.float32(_WEB_JOINING_MM) * np.exp(-away)
    return wide * np.float32(hand.anatomy.hand_length_mm / 150.0)


def _blended(
    weighted: np.ndarray, weight: np.ndarray, depth_mm: np.ndarray, hand_length_cells: float
) -> np.ndarray:
    """Half thickness without seams between pieces: averaged over what lies inside the body."""
    inside = np.clip(depth_mm + np.float32(1.0), 1e-6, 1.0)
    both = np.dstack([weighted / weight * inside, inside])
    both = cv2.GaussianBlur(both, (0, 0), max(0.3, _SEAM_OVER_LENGTH * hand_length_cells))
    return both[..., 0] / np.maximum(both[..., 1], np.float32(1e-6))


def _enlarged(coarse: np.ndarray, step: int, size_hw: tuple[int, ...]) -> np.ndarray:
    if step == 1:
        return coarse
    size = (coarse.shape[1] * step, coarse.shape[0] * step)
    full = cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR)
    return full[: size_hw[0], : size_hw[1]]


def _window(
    piece: Piece, to_cells: Affine, size: tuple[int, ...], margin_mm: float
) -> tuple[slice, slice] | None:
    x0, y0, x1, y1 = piece.box_mm(margin_mm)
    corners = to_cells(np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]]))
    low = np.maximum(np.floor(corners.min(axis=0)).astype(int), 0)
    high = np.minimum(np.ceil(corners.max(axis=0)).astype(int), (size[1], size[0]))
    if (high <= low).any():
        return None
    return slice(int(low[1]), int(high[1])), slice(int(low[0]), int(high[0]))


def _coordinates(
    window: tuple[slice, slice], cells_to_hand: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    rows, cols = window
    m = cells_to_hand
    x = np.arange(cols.start, cols.stop, dtype=np.float32)[None, :] + np.float32(0.5)
    y = np.arange(rows.start, rows.stop, dtype=np.float32)[:, None] + np.float32(0.5)
    return m[0, 0] * x + m[0, 1] * y + m[0, 2], m[1, 0] * x + m[1, 1] * y + m[1, 2]


def _mottle(size_hw: tuple[int, ...], px_per_mm: float, roll: Roll) -> np.ndarray:
    """Slow unevenness of muscle and fat: (H, W) float32 round 1."""
    cells = [max(4, int(side / px_per_mm / 4.0)) for side in size_hw]
    noise = roll.rng.standard_normal(cells).astype(np.float32)
    noise = cv2.GaussianBlur(noise, (0, 0), 0.8) * np.float32(0.05 * roll.strength)
    return cv2.resize(1.0 + noise, size_hw[::-1], interpolation=cv2.INTER_LINEAR)


def _add_folds(thickness: np.ndarray, hand: LaidHand, hand_to_film: Affine, roll: Roll) -> None:
    """Creases of the skin over the joints of fingers and wrist: thin lines of less tissue."""
    scale = hand.anatomy.hand_length_mm / 150.0
    places = [(hand.bones[f"{kind}{ray}"].end_mm, hand.bones[f"{kind}{ray}"].along, 7.0)
              for ray in (2, 3, 4, 5) for kind in ("pp", "mp")]  # fmt: skip
    places.append((hand.bones["pp1"].end_mm, hand.bones["pp1"].along, 8.0))
    wrist = hand.wrist_mm
    places += [(wrist - hand.forearm_along * shift, -hand.forearm_along, 24.0)
               for shift in (1.0, -4.0)]  # fmt: skip
    for centre, along, half_mm in places:
        for _ in range(2):
            shift = roll.uniform(-1.6, 1.6) * scale
            deep = roll.strength * roll.uniform(0.1, 0.55) * scale
            thin = roll.uniform(0.25, 0.5) * scale
            axis = (along, half_mm * scale)
            _crease(thickness, centre + along * shift, axis, deep, thin, hand_to_film, roll)


def _add_thenar_fold(
    thickness: np.ndarray, hand: LaidHand, hand_to_film: Affine, roll: Roll
) -> None:
    """The muscles between thumb and index pushed up by the plate: a bright bow, fading inwards."""
    thumb, index = hand.bones["mc1"], hand.bones["mc2"]
    scale = hand.anatomy.hand_length_mm
    outer = thumb.end_mm - 0.2 * (thumb.end_mm - thumb.start_mm)
    inner = index.start_mm + 0.62 * (index.end_mm - index.start_mm)
    centre = 0.5 * (outer + inner) + np.array([roll.uniform(-0.01, 0.01), -0.02]) * scale
    half_mm = (0.56 * float(np.hypot(*(outer - inner))), scale * roll.uniform(0.055, 0.085))
    turn = float(np.arctan2(*(outer - inner)[::-1])) + roll.uniform(-0.3, 0.3)
    across = np.array([np.cos(turn), np.sin(turn)])
    reach = Capsule(centre - across * half_mm[0], centre + across * half_mm[0],
                    (half_mm[1],) * 2, (0.0, 0.0))  # fmt: skip
    window = _window(reach, hand_to_film, thickness.shape, 1.0)
    if window is None:
        return
    x_mm, y_mm = _coordinates(window, hand_to_film.inverse().matrix.astype(np.float32))
    dx, dy = x_mm - np.float32(centre[0]), y_mm - np.float32(centre[1])
    c, s = np.float32(across[0]), np.float32(across[1])
    q = np.hypot((c * dx + s * dy) / np.float32(half_mm[0]),
                 (c * dy - s * dx) / np.float32(half_mm[1]))  # fmt: skip
    inside = np.clip((np.float32(1.0) - q) / np.float32(0.1), 0.0, 1.0)
    # Seen towards the fingers only: towards the wrist the muscles go on under the palm.
    inside *= np.clip(0.4 + dy / np.float32(half_mm[1]), 0.0, 1.0)
    bow = inside * np.exp((q - 1.0) / np.float32(roll.uniform(0.15, 0.5)))
    there = thickness[window]
    high = roll.strength * roll.uniform(0.008, 0.028) * scale
    there += bow * np.float32(high) * np.clip(there / np.float32(2.0), 0.0, 1.0)


def _crease(
    thickness: np.ndarray,
    centre_mm: np.ndarray,
    axis: tuple[np.ndarray, float],
    deep_mm: float,
    thin_mm: float,
    hand_to_film: Affine,
    roll: Roll,
) -> None:
    along, half_mm = axis
    bow = roll.uniform(-0.015, 0.015)
    across = np.array([along[1], -along[0]])
    piece = Capsule(
        centre_mm - across * half_mm, centre_mm + across * half_mm, (0.0, 0.0), (0.0, 0.0)
    )
    window = _window(piece, hand_to_film, thickness.shape, 2.0)
    if window is None:
        return
    x_mm, y_mm = _coordinates(window, hand_to_film.inverse().matrix.astype(np.float32))
    dx, dy = x_mm - np.float32(centre_mm[0]), y_mm - np.float32(centre_mm[1])
    v = dx * np.float32(along[0]) + dy * np.float32(along[1])
    u = dx * np.float32(across[0]) + dy * np.float32(across[1])
    line = np.exp(-(((v - np.float32(bow) * u * u) / np.float32(thin_mm)) ** 2))
    line *= np.clip(1.5 - 1.5 * np.abs(u) / np.float32(half_mm), 0.0, 1.0)
    there = thickness[window]
    thickness[window] = np.maximum(there - np.float32(deep_mm) * line, np.minimum(there, 0.0))
