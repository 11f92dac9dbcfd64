"""A small closed bone as a shell of cortex round spongy bone: carpals and sesamoids."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from boneage_kp.phantom.bone_raster import displace_flesh
from boneage_kp.phantom.parts import PathMaps
from boneage_kp.phantom.texture import spongiosa
from boneage_kp.schema.coords import Affine

# Steps round an outline: finer than a pixel on the largest carpal.
_TABLE = 1024
# How the dense rim thickens and thins round a bone: waves a turn, share of the cortex.
_RIM_WAVES = ((2, 0.3), (3, 0.22), (5, 0.15))
_SPONGY = 1.2  # density of the spongy bone, 1 that of a grown epiphysis
DORSAL = " dorsal"  # ends the name of a bone's second part
Window = tuple[slice, slice, np.ndarray]


@dataclass(frozen=True, eq=False)
class ShellBone:
    """A bone without a shaft, in the hand's frame.

    half_mm:  half sizes (across, along) in its own frame; `turn`: radians, counter-clockwise.
    radii:    (N,) outline at equal angles in units of the half sizes.
    faint:    share of its full density; a centre that has just appeared is faint.
    texture:  where its spongy texture is cut from, and where its rim is dense.
    nest:     0 interlocks with its neighbours; others lie over them.
    """

    name: str
    centre_mm: np.ndarray
    half_mm: tuple[float, float]
    turn: float
    radii: np.ndarray
    half_depth_mm: float
    cortex_mm: float
    faint: float
    texture: float
    nest: int = 0


def draw_shell_bones(
    paths: PathMaps, bones: Sequence[ShellBone], hand_to_film: Affine
) -> list[Window]:
    """Add bones to the film's path lengths.

    Bones that interlock share the depth of the wrist where they overlap on the film, with each
    other and with the ends of long bones: there paths add as the root of the sum of squares.

    paths:    changed in place.
    returns:  per bone (rows slice, cols slice, bool patch) of what it covers.
    """
    drawn = [_drawn(bone, hand_to_film, paths.soft_mm.shape) for bone in bones]
    nested: dict[str, list[_Drawn]] = {}
    for bone, one in zip(bones, drawn, strict=True):
        if one.any and bone.nest == 0:
            nested.setdefault(bone.name.removesuffix(DORSAL), []).append(one)
    whole = [_as_one(parts) for parts in nested.values()]
    _add_nested(paths.cortical_mm, [(one.window, one.cortical) for one in whole])
    _add_nested(paths.trabecular_mm, [(one.window, one.trabecular) for one in whole])
    _displace_nested(paths.soft_mm, whole)
    for bone, one in zip(bones, drawn, strict=True):
        if one.any and bone.nest != 0:
            paths.cortical_mm[one.window] += one.cortical
            paths.trabecular_mm[one.window] += one.trabecular
            displace_flesh(paths.soft_mm[one.window], one.volume)
    return [(*d.window, d.mask) for d in drawn]


def covers(bone: ShellBone, xy_mm: np.ndarray) -> bool:
    """Whether a point of the hand's frame lies under a bone."""
    if float(np.hypot(*(xy_mm - bone.centre_mm))) > float(bone.radii.max()) * max(bone.half_mm):
        return False
    own = _own_frame(bone).inverse()(xy_mm).astype(np.float32)
    q, _, _ = _relative_radius(bone, own[:1], own[1:])
    return bool(q[0] < 1.0)


@dataclass(frozen=True, eq=False)
class _Drawn:
    """Path lengths of one bone in its window of the film, (h, w) float32 mm, and its mask.

    volume: the bone's whole thickness, which flesh gives way to.
    """

    window: tuple[slice, slice]
    cortical: np.ndarray
    trabecular: np.ndarray
    volume: np.ndarray
    mask: np.ndarray

    @property
    def any(self) -> bool:
        return self.mask.size > 0


def _as_one(parts: list[_Drawn]) -> _Drawn:
    """A bone's palmar and dorsal part together."""
    if len(parts) == 1:
        return parts[0]
    rows, cols = _around([part.window for part in parts])
    shape = (rows.stop - rows.start, cols.stop - cols.start)
    sums = [np.zeros(shape, np.float32) for _ in range(3)]
    mask = np.zeros(shape, bool)
    for part in parts:
        there = _within(part.window, (rows, cols))
        sums[0][there] += part.cortical
        sums[1][there] += part.trabecular
        sums[2][there] += part.volume
        mask[there] |= part.mask
    return _Drawn((rows, cols), sums[0], sums[1], sums[2], mask)


def _displace_nested(soft_mm: np.ndarray, bones: list[_Drawn]) -> None:
    """Take off the flesh whose place interlocking bones take, thickness shared as their paths."""
    if not bones:
        return
    window = _around([one.window for one in bones])
    thickness = np.zeros_like(soft_mm[window])
    _add_nested(thickness, [(_within(one.window, window), one.volume) for one in bones])
    displace_flesh(soft_mm[window], thickness)


def _add_nested(target: np.ndarray, patches: list[tuple[tuple[slice, slice], np.ndarray]]) -> None:
    """Join patches with what is there: the root of the sum of squares."""
    if not patches:
        return
    window = _around([place for place, _ in patches])
    there = target[window]
    squares = there * there
    for place, patch in patches:
        squares[_within(place, window)] += patch * patch
    np.sqrt(squares, out=there)


def _around(windows: list[tuple[slice, slice]]) -> tuple[slice, slice]:
    rows = slice(min(w[0].start for w in windows), max(w[0].stop for w in windows))
    cols = slice(min(w[1].start for w in windows), max(w[1].stop for w in windows))
    return rows, cols


def _within(window: tuple[slice, slice], outer: tuple[slice, slice]) -> tuple[slice, slice]:
    """A window's place in an outer one."""
    top, left = outer[0].start, outer[1].start
    return (
        slice(window[0].start - top, window[0].stop - top),
        slice(window[1].start - left, window[1].stop - left),
    )


def _drawn(bone: ShellBone, hand_to_film: Affine, size_hw: tuple[int, ...]) -> _Drawn:
    own_to_film = _own_frame(bone).then(hand_to_film)
    window = _window(bone, own_to_film, size_hw)
    if window is None:
        nothing = np.zeros((0, 0), np.float32)
        return _Drawn((slice(0, 0), slice(0, 0)), nothing, nothing, nothing, nothing.astype(bool))
    rows, cols = window
    x_mm, y_mm = _own_coordinates(rows, cols, own_to_film)
    q, reach_mm, rim = _relative_radius(bone, x_mm, y_mm)
    pitch_mm = 1.0 / own_to_film.scale
    inside_mm = (1.0 - q) * reach_mm
    cover = np.clip(inside_mm / pitch_mm + 0.5, 0.0, 1.0)
    outer = _profile(q) * cover
    core = np.maximum(reach_mm - bone.cortex_mm * rim, 0.05)
    inner = _profile(q * reach_mm / core) * max(0.0, 1.0 - bone.cortex_mm / bone.half_depth_mm)
    depth = np.float32(2.0 * bone.half_depth_mm * bone.faint)
    offset = ((bone.texture * 7.31) % 1.0, (bone.texture * 3.77) % 1.0)
    # Struts average out over the depth of a thick bone.
    contrast = np.float32(0.30 / (1.0 + 0.05 * depth))
    grain = spongiosa(q.shape, pitch_mm, offset, mesh=0.75, streaked=0.1)
    cortical = depth * np.maximum(outer - inner, 0.0)
    spongy = (_SPONGY * depth) * inner * (1.0 + contrast * grain)
    return _Drawn(window, cortical, spongy, depth * outer, inside_mm > 0)


def _profile(q: np.ndarray) -> np.ndarray:
    """Thickness over the middle's at relative radius q: flat faces, sides nearly along the beam."""
    q2 = np.minimum(q, 1.0) ** 2
    return np.sqrt(1.0 - q2 * (0.65 + 0.35 * q2 * q2))


def _own_frame(bone: ShellBone) -> Affine:
    """The bone's frame (mm) to the hand's."""
    c, s = np.cos(bone.turn), np.sin(bone.turn)
    x, y = bone.centre_mm
    return Affine(np.array([[c, -s, x], [s, c, y]]))


def _window(
    bone: ShellBone, own_to_film: Affine, size_hw: tuple[int, ...]
) -> tuple[slice, slice] | None:
    reach = float(bone.radii.max()) * max(bone.half_mm) + 1.0
    corners = own_to_film(reach * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], float))
    low = np.maximum(np.floor(corners.min(axis=0)).astype(int), 0)
    high = np.minimum(np.ceil(corners.max(axis=0)).astype(int), (size_hw[1], size_hw[0]))
    if (high <= low).any():
        return None
    return slice(int(low[1]), int(high[1])), slice(int(low[0]), int(high[0]))


def _own_coordinates(
    rows: slice, cols: slice, own_to_film: Affine
) -> tuple[np.ndarray, np.ndarray]:
    """(h, w) float32 x and y of pixel centres in the bone's frame."""
    m = own_to_film.inverse().matrix.astype(np.float32)
    x = np.arange(cols.start, cols.stop, dtype=np.float32)[None, :] + np.float32(0.5)
    y = np.arange(rows.start, rows.stop, dtype=np.float32)[:, None] + np.float32(0.5)
    return m[0, 0] * x + m[0, 1] * y + m[0, 2], m[1, 0] * x + m[1, 1] * y + m[1, 2]


def _relative_radius(
    bone: ShellBone, x_mm: np.ndarray, y_mm: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Radius over the outline's in the same direction, the outline's radius in mm, the rim there.

    The rim is the cortex' thickness over its mean: facets seen edge-on are dense, others faint.
    """
    a, b = (np.float32(v) for v in bone.half_mm)
    angle = np.arctan2(y_mm / b, x_mm / a)
    angle *= np.float32(_TABLE / (2 * np.pi))
    place = angle.astype(np.int32) % _TABLE
    limit = _smooth_outline(bone.radii)[place]
    distance_mm = np.hypot(x_mm, y_mm)
    unit = np.hypot(x_mm / a, y_mm / b)
    q = unit / limit
    reach = np.where(unit > 1e-3, distance_mm / np.maximum(q, 1e-3), min(bone.half_mm))
    return q.astype(np.float32), reach.astype(np.float32), _rim(bone.texture)[place]


def _smooth_outline(radii: np.ndarray) -> np.ndarray:
    """(_TABLE,) float32: the outline as its own low Fourier terms."""
    terms = np.fft.rfft(radii) / len(radii)
    padded = np.zeros(_TABLE // 2 + 1, complex)
    padded[: len(terms)] = terms
    padded[len(terms) - 1] *= 0.5
    return (np.fft.irfft(padded, _TABLE) * _TABLE).astype(np.float32)


def _rim(texture: float) -> np.ndarray:
    """(_TABLE,) float32: thickness of the cortex round a bone, mean 1."""
    angle = np.linspace(0.0, 2 * np.pi, _TABLE, endpoint=False)
    waves = [w * np.cos(k * angle + (k + 3.1) * texture) for k, w in _RIM_WAVES]
    return (1.0 + np.sum(waves, axis=0)).astype(np.float32)
