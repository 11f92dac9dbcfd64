"""Phantoms set beside films: the same figures of intensity, edges and noise for both.

A report of what still gives the phantoms away, not a target: nothing is fitted to it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from boneage_kp.film.image import read_grey
from boneage_kp.phantom.generate import generate
from boneage_kp.phantom.parameters import GENERATOR_VERSION, PhantomParameters
from boneage_kp.phantom.statistics import FilmStatistics, at_size, film_statistics, share_inside
from boneage_kp.schema.records import HandRecord

PERCENTILES = (1.0, 99.0)
LONG_SIDE_PX = 1024
Progress = Callable[[int, int], None]
_BOX_MARGIN = 0.15
_NOTE = "A report, not a target: nothing is fitted to these films."


@dataclass(frozen=True, eq=False)
class Picture:
    """A film or phantom, with what is known of its hand. No name, no identity."""

    image: np.ndarray
    record: HandRecord


@dataclass(frozen=True)
class Comparison:
    """Figures of both, by name.

    shares:  of the films, how many lie within the phantoms' percentiles, in [0, 1].
    """

    films: int
    phantoms: int
    film_medians: Mapping[str, float]
    phantom_medians: Mapping[str, float]
    phantom_low: Mapping[str, float]
    phantom_high: Mapping[str, float]
    shares: Mapping[str, float]

    def to_json(self) -> dict[str, Any]:
        """Plain values; rows by figure."""
        return {
            "note": _NOTE,
            "generator_version": GENERATOR_VERSION,
            "films": self.films,
            "phantoms": self.phantoms,
            "percentiles": list(PERCENTILES),
            "statistics": {
                name: {
                    "film_median": self.film_medians[name],
                    "phantom_median": self.phantom_medians[name],
                    "phantom_low": self.phantom_low[name],
                    "phantom_high": self.phantom_high[name],
                    "share_of_films_inside": share,
                }
                for name, share in self.shares.items()
            },
        }


def phantom_for(record: HandRecord, seed: int, index: int, size_px: int = LONG_SIDE_PX) -> Picture:
    """Draw a phantom of a film's sex and bone age, where they are known; else of any."""
    given: dict[str, Any] = {"size_px": size_px}
    if record.sex is not None:
        given["sampling.sex"] = record.sex.value
    if record.bone_age_months is not None:
        years = min(max(record.bone_age_months / 12.0, 0.3), 19.0)
        given["sampling.tempo_years"] = years
    phantom = generate(PhantomParameters.from_mapping(given), seed, index)
    return Picture(phantom.image, phantom.record)


def film_of(record: HandRecord, root: Path) -> Picture:
    """Read a record's film; 16 bits that are more than 12 are brought to 12."""
    image = read_grey(root / record.file_name)
    if image.dtype == np.uint16 and int(image.max()) > 4095:
        image = image >> 4
    return Picture(image, record)


def figures_of(picture: Picture) -> FilmStatistics:
    """All figures of a picture, at one size, with the contrast of the hand itself."""
    factor = LONG_SIDE_PX / max(picture.image.shape)
    box = _box_of_points(picture.record, factor)
    return film_statistics(at_size(picture.image, LONG_SIDE_PX), box)


def compare(
    records: Sequence[HandRecord],
    root: Path,
    phantoms: int = 200,
    seed: int = 0,
    on_progress: Progress | None = None,
) -> Comparison:
    """Measure every film and `phantoms` phantoms of the same sexes and bone ages.

    root:  the folder that file names start from.
    """
    total = len(records) + phantoms
    done = 0

    def counted(picture: Picture) -> FilmStatistics:
        nonlocal done
        figures = figures_of(picture)
        done += 1
        if on_progress:
            on_progress(done, total)
        return figures

    films = [counted(film_of(record, root)) for record in records]
    drawn = [counted(phantom_for(records[i % len(records)], seed, i)) for i in range(phantoms)]
    return summarise(drawn, films)


def summarise(phantoms: Sequence[FilmStatistics], films: Sequence[FilmStatistics]) -> Comparison:
    """Medians of both, the phantoms' range, and the share of films within it."""
    shares = share_inside(phantoms, films, PERCENTILES)
    ranges = {name: np.percentile([one[name] for one in phantoms], PERCENTILES) for name in shares}
    return Comparison(
        films=len(films),
        phantoms=len(phantoms),
        film_medians={name: float(np.median([one[name] for one in films])) for name in shares},
        phantom_medians={
            name: float(np.median([one[name] for one in phantoms])) for name in shares
        },
        phantom_low={name: float(low) for name, (low, _) in ranges.items()},
        phantom_high={name: float(high) for name, (_, high) in ranges.items()},
        shares=shares,
    )


def to_text(found: Comparison) -> str:
    """The table for a terminal."""
    low, high = PERCENTILES
    head = f"{f'phantoms {low:g}-{high:g} %':>22}{'films inside':>14}"
    lines = [
        f"{found.films} films beside {found.phantoms} phantoms (generator {GENERATOR_VERSION}), "
        f"both at {LONG_SIDE_PX} px",
        "",
        f"{'':<16}{'film':>10}{'phantom':>10}{head}",
    ]
    for name, share in found.shares.items():
        span = f"{_short(found.phantom_low[name])} to {_short(found.phantom_high[name])}"
        film, phantom = found.film_medians[name], found.phantom_medians[name]
        lines.append(f"{name:<16}{_short(film):>10}{_short(phantom):>10}{span:>22}{share:>14.0%}")
    return "\n".join([*lines, "", _NOTE])


def _short(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"


def _box_of_points(record: HandRecord, factor: float) -> tuple[float, float, float, float] | None:
    """Round the labelled points with a margin, scaled; alike for films, whose boxes differ."""
    xy_px, visibility = record.points_px()
    points = xy_px[visibility > 0]
    if len(points) < 4:
        return None
    low, high = points.min(axis=0), points.max(axis=0)
    margin = _BOX_MARGIN * float((high - low).max())
    width_height = np.array(record.size_hw[::-1], float)
    low, high = np.maximum(low - margin, 0.0), np.minimum(high + margin, width_height)
    x0, y0, x1, y1 = (float(v) * factor for v in (*low, *high))
    return x0, y0, x1, y1
