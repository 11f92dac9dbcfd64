"""`PlateShape`: everything that one growing end looks like at one maturity, as plain numbers.

Lengths are in widths of the metaphysis (W) unless they say otherwise. Across the bone, `x` runs
from -1 (ulnar edge of the metaphysis) to 1 (thumb's edge), `s` the same over the epiphysis.
Along the bone, v = 0 at the middle of the metaphysis' growing edge, positive out of the shaft.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import numpy as np

Knots = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Bump:
    """A rounded prominence of the articular contour at s, `height` in W, half-width in s."""

    s: float
    half_width: float
    height: float


@dataclass(frozen=True)
class Line:
    """A bright line inside the outline: a rim or facet seen edge-on.

    kind:    "articular" follows the articular contour, "plate" the contour that faces the shaft,
             "edge" the metaphysis' own edge, "lengthwise" runs along the bone at `s`.
    weight:  bone in the line, as a share of the bone's depth; 0 draws nothing.
    inset:   distance inside its contour, in W.
    bow:     how much more its middle lies inside than its ends, in W.
    s, half_width:  where across it lies and how far it reaches, in s.
    """

    kind: Literal["articular", "plate", "edge", "lengthwise"]
    weight: float
    inset: float = 0.0
    bow: float = 0.0
    s: float = 0.0
    half_width: float = 1.0


@dataclass(frozen=True)
class PlateShape:
    """One growing end at one maturity.

    width, offset:    epiphysis width and the shift of its middle towards the thumb's side.
    gap, height:      dark gap, and height of the epiphysis, both at the middle.
    presence:         0 before the centre, 1 fully calcified.
    fuzz:             1 a speck with no edge, 0 a closed outline.
    lumps:            1 several specks side by side, 0 one centre.
    edge_*:           the metaphysis' growing edge: tilt, middle standing out, waves, round corners.
    follow:           0 the facing contour has its own shape, 1 it follows the metaphysis' edge.
    facing_bow:       middle of the facing contour towards the shaft, where it does not follow.
    square_facing, square_articular: exponents of the outline, 2 an oval, 6 nearly a rectangle.
    middle:           share of the height that lies on the shaft's side of the widest place.
    articular_bow:    middle of the articular contour standing out (+) or hollow (-).
    articular_tilt:   thumb's side higher (+).
    hook_ulnar, hook_radial: how far the corners reach over the metaphysis' corners.
    roundness:        how far from the articular contour the bone gets its full depth, in heights;
                      about 0.5 a ball, 0.1 a disc seen edge-on.
    density:          of the spongy bone inside, 1 that of an adult epiphysis.
    grain:            contrast of its struts.
    slab:             from the metaphysis' edge to the joint, cartilage included.
    plate_rim, articular_rim: weight of the dense rims, share of the bone's depth.
    band:             broad irregular dense band behind the facing contour.
    overlap, overlap_middle:  share of the bone's depth that covers the gap, throughout and in the
                      central third.
    touching:         the same, here and there: where an uneven plate is seen closed, though open.
    near_rim, near_rim_share: height and share of the depth of the metaphysis' near rim, where the
                      growing end is seen a little from its end and lies over the gap.
    bridging:         share of the plate that is bridged; where: -1 starts ulnar, 0 in the middle,
                      1 starts on the thumb's side.
    scar:             weight of the dense line left where the plate was.
    metaphysis_zone:  weight of the zone of provisional calcification.
    """

    width: float
    offset: float
    gap: float
    height: float
    slab: float
    presence: float = 1.0
    fuzz: float = 0.0
    lumps: float = 0.0
    edge_tilt: float = 0.0
    edge_bow: float = 0.0
    edge_wave: float = 0.0
    edge_corner: float = 0.04
    follow: float = 0.0
    facing_bow: float = 0.0
    facing_tilt: float = 0.0
    square_facing: float = 2.0
    square_articular: float = 2.0
    middle: float = 0.5
    articular_bow: float = 0.0
    articular_tilt: float = 0.0
    hook_ulnar: float = 0.0
    hook_radial: float = 0.0
    plate_rim: float = 0.12
    articular_rim: float = 0.12
    roundness: float = 0.3
    density: float = 1.0
    grain: float = 0.14
    band: float = 0.0
    overlap: float = 0.1
    overlap_middle: float = 0.0
    touching: float = 0.0
    near_rim: float = 0.0
    near_rim_share: float = 0.0
    bridging: float = 0.0
    bridging_from: float = 0.0
    scar: float = 0.0
    metaphysis_zone: float = 0.16
    bumps: tuple[Bump, ...] = ()
    lines: tuple[Line, ...] = ()


_Part = TypeVar("_Part", PlateShape, Line)


def at(m: float, knots: Knots) -> float:
    """Value at maturity m of a curve given by (maturity, value) knots, straight in between."""
    # By hand: a hand looks up some 500 values, and NumPy would take 5 microseconds for each.
    before_m, before = knots[0]
    for knot_m, value in knots:
        if m < knot_m:
            if knot_m == before_m or m <= before_m:
                return before
            return before + (value - before) * (m - before_m) / (knot_m - before_m)
        before_m, before = knot_m, value
    return before


def ramp(m: float, stage: float, length: float = 0.55) -> float:
    """0 before a stage, just visible where it begins, 1 by its middle."""
    x = min(max((m - stage + 0.1) / length, 0.0), 1.0)
    return x * x * (3.0 - 2.0 * x)


def appearance(m: float) -> float:
    """How much of a centre is calcified: nothing in A, from the first of B just visible.

    The step at m = 1 is some hundredths of a faint speck, less than noise on any film.
    """
    return 0.0 if m < 1.0 else 0.06 + 0.94 * ramp(m, 1.1, 0.45)


def trait(traits: Mapping[str, float], name: str) -> float:
    """An individual variation, about N(0, 1), kept within two standard deviations."""
    return min(max(float(traits.get(name, 0.0)), -2.0), 2.0)


def unit(values: np.ndarray) -> np.ndarray:
    """Values held to [0, 1]."""
    return held(values, 0.0, 1.0)


def held(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """Values held to [low, high]; for short arrays several times faster than `np.clip`."""
    return np.minimum(np.maximum(values, low), high)


def changed(part: _Part, **values: Any) -> _Part:
    """A copy of a `PlateShape` or a `Line` with some fields changed.

    `dataclasses.replace` sends all forty fields through a constructor; a hand has 150 changes.
    """
    made = object.__new__(type(part))
    made.__dict__.update(part.__dict__, **values)
    return made


def gap_of(m: float, knots: Knots, traits: Mapping[str, float]) -> float:
    """The dark gap at its middle. How wide it is tells the person and the bone apart more than the
    stage: on films it is as narrow at D as another child's at G.
    """
    person, here = 0.13 * trait(traits, "gap"), 0.08 * trait(traits, "gap_here")
    return at(m, knots) * (1.0 + person + here)


def seen_over_gap(m: float, knots: Knots, traits: Mapping[str, float]) -> float:
    """Share of the depth that lies over the gap, by how far from end on the plate is seen."""
    return at(m, knots) * (1.0 + 0.3 * trait(traits, "plate_view"))


def free_of(m: float, fixed: tuple[float, ...]) -> float:
    """1 well away from the maturities at which a definition fixes the width, 0 at them."""
    return float(min(1.0, 1.4 * min(abs(m - f) for f in fixed)))


def spongy_share(density: float) -> float:
    """Path through spongy bone of density 1 that stands for 1 mm of spongy bone with its marrow.

    Marrow alone attenuates like 0.55 of it; metaphysis and epiphysis differ little.
    """
    return 0.78 + 0.45 * density


def individual(shape: PlateShape, m: float, traits: Mapping[str, float]) -> PlateShape:
    """The shape with those variations of brightness that all bones know; no length changes."""
    brighter = 1.0 + 0.22 * trait(traits, "lines")
    lines = tuple(changed(line, weight=line.weight * brighter) for line in shape.lines)
    # Rarely, and early, the centre is several specks.
    several = min(max(trait(traits, "specks") - 1.0, 0.0) / 0.4, 1.0)
    return changed(
        shape,
        lines=lines,
        lumps=several * at(m, ((1.0, 1.0), (2.2, 0.8), (2.8, 0.0))),
        density=shape.density * (1.0 + 0.1 * trait(traits, "density")),
        grain=0.6 * shape.grain * (1.0 + 0.25 * trait(traits, "grain")),
        plate_rim=shape.plate_rim * brighter,
        articular_rim=shape.articular_rim * (1.0 + 0.18 * trait(traits, "lines")),
    )
