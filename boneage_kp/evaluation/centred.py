"""Errors after a source's own idea of where the point lies has been taken off.

Sources mark joints or epiphyses where we mean the growth plate: a shift that is the same for every
film of a source and runs along the finger. Its median per source and bone is taken off; what is
left is scatter. Only the component along the axis is centred, so that a reader who is off
sideways stays off.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from boneage_kp.evaluation.pairs import PointPairs
from boneage_kp.evaluation.spread import Spread, pck, spread
from boneage_kp.schema.hand import HAND, HandSchema

CENTRED_RADIUS = 0.02
# When a bone's own finger is not labelled, another finger's axis is nearly parallel to it.
_OTHER_FINGERS = (("pp3", "dp3"), ("mp3", "dp3"), ("pp5", "dp5"), ("pp1", "dp1"))


@dataclass(frozen=True)
class CentredErrors:
    """Centred errors of one group: share within `CENTRED_RADIUS`, and their spread."""

    pck: Mapping[float, float | None]
    share: Spread


@dataclass(frozen=True)
class CentredResult:
    """Centred errors overall, by source and by bone.

    shifts:         'source/bone' -> the median shift along the axis, share of hand length.
    without_axis:   labelled points on films where no axis is known: not centred.
    """

    overall: CentredErrors
    by_source: Mapping[str, CentredErrors]
    by_bone: Mapping[str, CentredErrors]
    shifts: Mapping[str, float]
    without_axis: int


def axis_ends(name: str, schema: HandSchema = HAND) -> tuple[str, str]:
    """The two bones whose points give the long axis of this one: its finger, or the forearm."""
    bone = schema.bone(name)
    if bone.ray is None:
        return schema.length_ends
    if bone.ray == 1 and bone.kind == "metacarpal":
        return name, "pp1"  # the thumb bends at its second joint
    return f"pp{bone.ray}", f"dp{bone.ray}"


def axes(pairs: PointPairs, schema: HandSchema = HAND) -> np.ndarray:
    """(N, K, 2) unit vectors along each bone, from the truth points; NaN where none is known."""
    truth_px = np.where(pairs.labelled[..., None], pairs.truth_px, np.nan)
    out = np.full(truth_px.shape, np.nan)
    for k, name in enumerate(pairs.bones):
        for start, end in (axis_ends(name, schema), *_OTHER_FINGERS):
            line = truth_px[:, pairs.bones.index(end)] - truth_px[:, pairs.bones.index(start)]
            length = np.hypot(line[:, 0], line[:, 1])
            usable = (length > 0) & np.isnan(out[:, k, 0])
            out[usable, k] = line[usable] / length[usable, None]
    return out


def centred_share(pairs: PointPairs, schema: HandSchema = HAND) -> tuple[np.ndarray, np.ndarray]:
    """Centred errors, and the shifts that were taken off.

    returns:  (N, K) errors as shares of hand length, inf where missed and NaN without truth;
              (N, K) the shift along the axis that belongs to each, 0 where none is known.
    """
    along, across = _components(pairs, axes(pairs, schema))
    shift = np.zeros(along.shape)
    sources = np.array(pairs.sources, dtype=object)
    for source in sorted(set(pairs.sources)):
        rows = np.flatnonzero(sources == source)
        for k in range(along.shape[1]):
            known = along[rows, k][np.isfinite(along[rows, k])]
            if known.size:
                shift[rows, k] = np.median(known)
    centred = np.hypot(along - shift, across)
    raw = pairs.error_share
    # without an axis, or missed: nothing to take off
    return np.where(np.isfinite(centred), centred, raw), shift


def _components(pairs: PointPairs, axis: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(N, K) displacement along and across the axis, shares of hand length; NaN if unknown."""
    length = np.where(pairs.hand_length_px > 0, pairs.hand_length_px, np.nan)
    both = pairs.labelled & pairs.found
    step = np.where(both[..., None], pairs.found_px - pairs.truth_px, np.nan)
    step = step / length[:, None, None]
    along = (step * axis).sum(axis=-1)
    across = step[..., 0] * axis[..., 1] - step[..., 1] * axis[..., 0]
    return along, across


def centred_result(
    pairs: PointPairs,
    radii: Sequence[float] = (CENTRED_RADIUS,),
    schema: HandSchema = HAND,
) -> CentredResult:
    """Centred share within the radius, and spread; missed bones count as missed."""
    errors, shift = centred_share(pairs, schema)
    sources = np.array(pairs.sources, dtype=object)
    names = sorted(set(sources[pairs.labelled.any(axis=1)]))

    def group(part: np.ndarray) -> CentredErrors:
        return CentredErrors(pck=pck(part, radii), share=spread(part))

    no_axis = np.isnan(axes(pairs, schema)).any(axis=-1)
    return CentredResult(
        overall=group(errors),
        by_source={name: group(errors[sources == name]) for name in names},
        by_bone={bone: group(errors[:, k]) for k, bone in enumerate(pairs.bones)},
        shifts={
            f"{name}/{bone}": float(shift[sources == name, k][0])
            for name in names
            for k, bone in enumerate(pairs.bones)
            if (pairs.labelled & pairs.found)[sources == name, k].any()
        },
        without_axis=int((pairs.labelled & no_axis).sum()),
    )
