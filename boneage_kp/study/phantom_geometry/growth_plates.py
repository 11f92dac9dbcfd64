"""Growth plates measured from the masks of whole phantoms, against what was promised of them.

Masks know whole pixels only. A width is one length over another, each sure to half a pixel, on a
raster that knows cells of its own: 1.5 pixels are allowed beyond a range, and no more.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from boneage_kp.phantom.generate import arrange, generate
from boneage_kp.phantom.growth_plate import STAGE_RANGES, bone_group
from boneage_kp.phantom.parameters import PhantomParameters
from boneage_kp.phantom.parts import DrawnPlate
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.hand import HAND

GAP_STAGES = "DEFGHI"
ALLOWED_PX = 1.5
_LINES_PX = (-1.0, -0.5, 0.0, 0.5, 1.0)
_STEP_PX = 0.1

# What the stage definitions themselves say of epiphysis over metaphysis: below half up to C, half
# or more from D, and where each bone is first "as wide as" or "wider than" its metaphysis.
_AS_WIDE, _WIDER = (0.95, 1.1), (1.0, np.inf)
DEFINED_WIDTHS: dict[str, dict[str, tuple[float, float]]] = {
    "radius": {},
    "ulna": {"G": _AS_WIDE},
    "mc1": {"E": _AS_WIDE},
    "mc2-5": {"G": _WIDER},
    "pp1": {"F": _WIDER},
    "pp2-5": {"F": _AS_WIDE},
    "mp2-5": {"F": _AS_WIDE},
    "dp1": {"E": _AS_WIDE, "F": _WIDER},
    "dp2-5": {"E": _AS_WIDE},
}


@dataclass(frozen=True)
class PlateMeasure:
    """One growing end of one hand, from its masks; ratios are over the metaphysis' width.

    width, gap:    None where there is no epiphysis; the gap also before D.
    gap_mm:        the same gap in mm.
    pixel:         one pixel as such a ratio: how sure the others are.
    off_plate_px:  from the keypoint to the nearest pixel of the gap or scar, 0 inside; before the
                   centre appears, to the growing edge of the shaft.
    """

    bone: str
    stage: str
    maturity: float
    width: float | None
    gap: float | None
    gap_mm: float | None
    pixel: float
    off_plate_px: float

    def faults(self) -> list[str]:
        """What lies outside the declared or the defined range, in words; empty when all is well."""
        found: list[str] = []
        group = bone_group(self.bone)
        declared = STAGE_RANGES[group].get(self.stage)
        if declared and self.width is not None:
            found += self._outside("width", self.width, declared.width, "declared")
            found += self._outside("width", self.width, defined_width(group, self.stage), "defined")
        if declared and self.gap is not None:
            found += self._outside("gap", self.gap, declared.gap, "declared")
        if self.off_plate_px > (0.5 if self.stage == "A" else 0.0):
            found.append(f"keypoint {self.off_plate_px:.1f} px off its plate")
        return found

    def _outside(
        self, what: str, got: float, limits: tuple[float, float], whose: str
    ) -> Iterator[str]:
        low, high = limits
        slack = ALLOWED_PX * self.pixel
        if not low - slack <= got <= high + slack:
            yield f"{what} {got:.3f}, {whose} {low:g} to {high:g} (one pixel is {self.pixel:.3f})"


def defined_width(group: str, stage: str) -> tuple[float, float]:
    """The width the stage definition fixes for a bone group; (0, inf) would be none at all."""
    if stage in "BC":
        return (0.0, 0.5)
    return DEFINED_WIDTHS[group].get(stage, (0.5, np.inf))


def measure_hand(parameters: PhantomParameters, seed: int, index: int) -> list[PlateMeasure]:
    """Draw a phantom with its masks and measure the 13 growing ends that lie on the film."""
    phantom = generate(parameters, seed, index, with_masks=True)
    bones = arrange(parameters, seed, index).bones
    measures = []
    for name in HAND.names:
        label = phantom.record.bones[name]
        if label.xy_px is None or label.stage is None or label.maturity is None:
            continue
        plate = phantom.plates[name]
        place = (name, label.stage, float(label.maturity))
        measures.append(measure_plate(place, plate, bones[name].to_film))
    return measures


def measure_plate(
    place: tuple[str, str, float], plate: DrawnPlate, to_film: Affine
) -> PlateMeasure:
    """Measure one growing end.

    place:    bone, stage and maturity.
    to_film:  the bone's frame (mm, origin at the middle of the growing edge) to film pixels.
    """
    name, stage, maturity = place
    pixel_mm = 1.0 / to_film.scale
    shaft, epiphysis, gap = (_points(plate, part) for part in ("shaft", "epiphysis", "gap"))
    to_bone = to_film.inverse()
    metaphysis_mm = _metaphysis_mm(to_bone(shaft), plate.metaphysis_width_mm, pixel_mm)
    width = gap_mm = None
    if stage != "A" and len(epiphysis):
        width = _extent_mm(to_bone(epiphysis)[:, 0], pixel_mm) / metaphysis_mm
        if stage in GAP_STAGES:
            gap_mm = _gap_mm(plate, to_film)
    point = np.array(plate.keypoint_px)
    return PlateMeasure(
        bone=name,
        stage=stage,
        maturity=maturity,
        width=width,
        gap=None if gap_mm is None else gap_mm / metaphysis_mm,
        gap_mm=gap_mm,
        pixel=pixel_mm / metaphysis_mm,
        off_plate_px=_distance_px(point, shaft if stage == "A" else gap),
    )


def _points(plate: DrawnPlate, part: str) -> np.ndarray:
    """(N, 2) centres of a mask's pixels on the film."""
    rows, cols, patch = plate.masks[part]
    y, x = np.nonzero(patch)
    return np.column_stack([x + cols.start + 0.5, y + rows.start + 0.5])


def _extent_mm(along_mm: np.ndarray, pixel_mm: float) -> float:
    # Pixel centres end between 0 and 1/2 px inside the outline, depending on how it is turned.
    return float(np.ptp(along_mm)) + 0.5 * pixel_mm


def _metaphysis_mm(shaft_mm: np.ndarray, about_mm: float, pixel_mm: float) -> float:
    """Width of the shaft where it is widest, near its growing edge."""
    u, v = shaft_mm.T
    end = u[v > -0.2 * about_mm]
    return _extent_mm(end, pixel_mm)


def _gap_mm(plate: DrawnPlate, to_film: Affine) -> float:
    """Along lines through the middle: from the shaft's last pixel to the epiphysis' first."""
    pixel_mm = 1.0 / to_film.scale
    v = np.arange(-0.4, 0.6, _STEP_PX * pixel_mm / plate.metaphysis_width_mm)
    v = v * plate.metaphysis_width_mm
    gaps = []
    for shift_px in _LINES_PX:
        line_px = to_film(np.column_stack([np.full_like(v, shift_px * pixel_mm), v]))
        shaft, epiphysis = (_under(plate, part, line_px) for part in ("shaft", "epiphysis"))
        if shaft.any() and epiphysis.any():
            gaps.append(float(v[epiphysis].min() - v[shaft].max()))
    return float(np.mean(gaps)) if gaps else np.nan


def _under(plate: DrawnPlate, part: str, points_px: np.ndarray) -> np.ndarray:
    """(N,) bool: whether each point lies in a pixel of the mask."""
    rows, cols, patch = plate.masks[part]
    x, y = np.floor(points_px).astype(int).T
    x, y = x - cols.start, y - rows.start
    inside = (x >= 0) & (y >= 0) & (x < patch.shape[1]) & (y < patch.shape[0])
    found = np.zeros(len(points_px), bool)
    found[inside] = patch[y[inside], x[inside]]
    return found


def _distance_px(point_px: np.ndarray, pixels_px: np.ndarray) -> float:
    """From a point to the nearest of some pixels, 0 inside one."""
    if not len(pixels_px):
        return np.inf
    beyond = np.maximum(np.abs(pixels_px - point_px) - 0.5, 0.0)
    return float(np.hypot(*beyond.T).min())
