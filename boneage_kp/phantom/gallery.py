"""Contact sheets of phantoms: bones by stage, bones through maturity, hands by age and sex.

One child is followed: the same (seed, index) at rising tempo, so that what changes from cell to
cell is maturity and growth alone. Every row has one scale, so that growth is seen, too.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from boneage_kp.film.whole_file import write_whole
from boneage_kp.phantom.contact_sheet import Sheet, draw_sheet
from boneage_kp.phantom.dataset_writer import Drawn
from boneage_kp.phantom.parameters import PhantomParameters
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import Sex

Generate = Callable[[PhantomParameters, int, int, bool], Drawn]

STAGES = "ABCDEFGHI"
CELL_PX = 112
FILM_CELL_HW = (300, 220)
MATURITY_STEPS = 17
AGES_YEARS = range(1, 20)
# How much of the bone a cell shows, mm across: its growing end at 16 years with some shaft.
FIELD_MM = {
    "forearm": 42.0,
    "metacarpal": 28.0,
    "proximal phalanx": 26.0,
    "middle phalanx": 22.0,
    "distal phalanx": 20.0,
}
_FILM_PX = 1536
_TEMPO_STEP_YEARS = 0.1


@dataclass(frozen=True)
class CloseUp:
    """One bone's growing end out of one hand."""

    picture: np.ndarray
    maturity: float
    stage: str


def write_gallery(
    folder: Path,
    generate: Generate,
    parameters: PhantomParameters,
    seed: int = 0,
    sex: Sex = Sex.FEMALE,
    on_progress: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Draw the three sheets.

    parameters:  whose variations between people are kept; every nuisance is switched off, so
                 that the anatomy can be judged.
    on_progress: called with (hands drawn, hands in all).
    returns:     stages.png, maturity.png, ages.png.
    """
    tempos = np.arange(0.3, 17.6, _TEMPO_STEP_YEARS)
    total = len(tempos) + 2 * len(AGES_YEARS)
    done = 0

    def counted(settings: PhantomParameters) -> Drawn:
        nonlocal done
        drawn = generate(settings, seed, 0, False)
        done += 1
        if on_progress:
            on_progress(done, total)
        return drawn

    folder.mkdir(parents=True, exist_ok=True)
    clean = replace(parameters.clean(), size_px=_FILM_PX)
    close_ups = follow_child(counted, clean, sex, tempos)
    pages = {
        "stages.png": stage_sheet(close_ups, sex),
        "maturity.png": maturity_sheet(close_ups, sex),
        "ages.png": age_sheet(counted, replace(parameters.clean(), size_px=_FILM_PX // 2)),
    }
    for name, sheet in pages.items():
        write_whole(folder / name, cv2.imencode(".png", draw_sheet(sheet))[1].tobytes())
    return [folder / name for name in pages]


def follow_child(
    draw: Callable[[PhantomParameters], Drawn],
    parameters: PhantomParameters,
    sex: Sex,
    tempos_years: Iterable[float],
) -> dict[str, list[CloseUp]]:
    """Close-ups of all bones of one child at each tempo, bone -> in the order of tempo."""
    close_ups: dict[str, list[CloseUp]] = {name: [] for name in HAND.names}
    for tempo_years in tempos_years:
        drawn = draw(_fixed(parameters, sex, float(tempo_years)))
        spacing_mm = drawn.record.spacing_mm
        for bone in HAND.bones:
            label = drawn.record.bones[bone.name]
            if label.xy_px is None or label.maturity is None or spacing_mm is None:
                continue
            scale = CELL_PX / (FIELD_MM[bone.kind] / spacing_mm)
            picture = _crop(_as_8_bit(drawn.image), label.xy_px, scale)
            close_ups[bone.name].append(CloseUp(picture, label.maturity, str(label.stage)))
    return close_ups


def _fixed(parameters: PhantomParameters, sex: Sex, tempo_years: float) -> PhantomParameters:
    """The same with a given sex and bone age, and no bone ahead of or behind the others."""
    sampling = replace(
        parameters.sampling,
        sex=sex.value,
        tempo_years=round(tempo_years, 3),
        bone_scatter=0.0,
        age_scatter=0.0,
    )
    return replace(parameters, sampling=sampling)


def stage_sheet(close_ups: Mapping[str, list[CloseUp]], sex: Sex) -> Sheet:
    """One row per bone, one column per stage, each as near to its middle as the child came."""
    cells, captions = {}, {}
    for row, name in enumerate(HAND.names):
        for column, stage in enumerate(STAGES):
            there = [c for c in close_ups[name] if c.stage == stage]
            if not there:
                continue
            best = min(there, key=lambda c: abs(c.maturity - int(c.maturity) - 0.5))
            cells[row, column] = best.picture
            captions[row, column] = f"m {best.maturity:.2f}"
    return Sheet(
        title="Bones by stage",
        note=f"One {_child(sex)}; every row at one scale and gain; m is the continuous maturity",
        rows=_row_labels(),
        columns=list(STAGES),
        cells=_same_gain(cells),
        captions=captions,
    )


def maturity_sheet(close_ups: Mapping[str, list[CloseUp]], sex: Sex) -> Sheet:
    """One row per bone through continuous maturity, as near to the column's m as the child came."""
    top = len(STAGES)
    wanted = (np.arange(MATURITY_STEPS) + 0.5) * top / MATURITY_STEPS
    cells, captions = {}, {}
    for row, name in enumerate(HAND.names):
        for column, m in enumerate(wanted):
            best = min(close_ups[name], key=lambda c: abs(c.maturity - m), default=None)
            if best is None or abs(best.maturity - m) > 0.5 * top / MATURITY_STEPS:
                continue
            cells[row, column] = best.picture
            captions[row, column] = f"{best.stage}  {best.maturity:.2f}"
    return Sheet(
        title="Bones through continuous maturity",
        note=f"One {_child(sex)}; every row at one scale and gain; stage and m in each corner",
        rows=_row_labels(),
        columns=[f"{m:.2f}" for m in wanted],
        cells=_same_gain(cells),
        captions=captions,
    )


def age_sheet(draw: Callable[[PhantomParameters], Drawn], parameters: PhantomParameters) -> Sheet:
    """Whole films of one girl and one boy, a cell per year of bone age, ten years a row."""
    rows: list[str] = []
    cells, captions = {}, {}
    half = (len(AGES_YEARS) + 1) // 2
    for ages in (AGES_YEARS[:half], AGES_YEARS[half:]):
        for sex in (Sex.FEMALE, Sex.MALE):
            row = len(rows)
            rows.append(f"{_child(sex)}, {ages[0]} to {ages[-1]} y")
            for column, age in enumerate(ages):
                drawn = draw(_fixed(parameters, sex, float(age)))
                cells[row, column] = _fitted(_as_8_bit(drawn.image), FILM_CELL_HW)
                stages = "".join(drawn.record.bones[name].stage or "-" for name in HAND.names)
                captions[row, column] = f"{age} y   {stages}"
    return Sheet(
        title="Hands by bone age and sex",
        note=f"Bone age in years, then the stages of {' '.join(HAND.names)}",
        rows=rows,
        columns=[""] * half,
        cells=cells,
        captions=captions,
    )


def _same_gain(cells: dict[tuple[int, int], np.ndarray]) -> dict[tuple[int, int], np.ndarray]:
    """Brighten each row as a whole: finger tips are thin, and dark beside a wrist."""
    bright = {}
    for row in {row for row, _ in cells}:
        there = {at: cell for at, cell in cells.items() if at[0] == row}
        top = float(np.percentile(np.stack(list(there.values())), 99.8))
        gain = 240.0 / max(top, 1.0)
        for at, cell in there.items():
            bright[at] = np.clip(np.rint(cell * gain), 0, 255).astype(np.uint8)
    return bright


def _child(sex: Sex) -> str:
    return "girl" if sex is Sex.FEMALE else "boy"


def _row_labels() -> list[str]:
    return [f"{bone.name}, {FIELD_MM[bone.kind]:g} mm" for bone in HAND.bones]


def _crop(image: np.ndarray, centre_px: tuple[float, float], scale: float) -> np.ndarray:
    """A square cell around a point; `scale` is cell pixels per film pixel."""
    x, y = centre_px
    # Continuous frames: the point goes to the cell's middle; the half pixels are OpenCV's.
    matrix = np.array([[scale, 0, CELL_PX / 2 - scale * x], [0, scale, CELL_PX / 2 - scale * y]])
    matrix[:, 2] += 0.5 * scale - 0.5
    if scale < 1:
        image = cv2.GaussianBlur(image, (0, 0), 0.4 / scale)
    flags = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_LINEAR
    return cv2.warpAffine(image, matrix, (CELL_PX, CELL_PX), flags=flags)


def _fitted(image: np.ndarray, size_hw: tuple[int, int]) -> np.ndarray:
    """The whole film, scaled into a cell and centred on black."""
    factor = min(size_hw[0] / image.shape[0], size_hw[1] / image.shape[1])
    size = (round(image.shape[1] * factor), round(image.shape[0] * factor))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    cell = np.zeros(size_hw, np.uint8)
    y, x = (size_hw[0] - size[1]) // 2, (size_hw[1] - size[0]) // 2
    cell[y : y + size[1], x : x + size[0]] = small
    return cell


def _as_8_bit(image: np.ndarray) -> np.ndarray:
    return image if image.dtype == np.uint8 else (image >> 4).astype(np.uint8)
