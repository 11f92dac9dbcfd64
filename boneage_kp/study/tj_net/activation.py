"""Block 4's activation over some films, beside the regions of the 13 rated bones."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from boneage_kp.engine.films import film_of_file
from boneage_kp.report.age_map import lit_film, shown_film
from boneage_kp.schema.records import HandRecord, Sex
from boneage_kp.study.tj_net.figures import new_figure
from boneage_kp.study.tj_net.reading import Said, map_over_film
from boneage_kp.study.tj_net.results import Read

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_PANEL_IN = 2.6
_RING = "#7fd4ff"  # read on black film, on bone and on the map's orange


def rows_to_show(said: Sequence[Said], count: int) -> list[int]:
    """Places of `count` films with regions, spread evenly from the youngest to the oldest."""
    able = [place for place, one in enumerate(said) if one.inside and np.isfinite(one.true)]
    able.sort(key=lambda place: said[place].true)
    picked = np.linspace(0, len(able) - 1, min(count, len(able))).round().astype(int)
    return [able[place] for place in picked]


def activation_figure(
    read: Sequence[Read], root: Path, places: Sequence[int], radius: float
) -> "Figure":
    """A row a film: the film with the regions, and each network's activation over it.

    root:    what the films' names start from; no name is drawn.
    places:  of the films among those read.
    """
    figure = new_figure(_PANEL_IN * (len(read) + 1), (_PANEL_IN + 0.35) * len(places))
    grid: Any = figure.subplots(len(places), len(read) + 1, squeeze=False)
    for row, place in zip(grid, places, strict=True):
        record = read[0].said[place].record
        film = shown_film(film_of_file(root / record.file_name, record.sex).grey)
        _panel(row[0], np.repeat(film[..., None], 3, axis=2), record, radius, _person(record))
        for axes, one in zip(row[1:], read, strict=True):
            said, words = one.said[place], one.trained.label
            over = map_over_film(said, one.trained.network.input_hw, film.shape)
            # From its least value on: an activation that is never 0 would hide the film.
            lit = cv2.cvtColor(lit_film(film, over - over.min()), cv2.COLOR_BGR2RGB)
            if said.inside is not None:
                share, even = 100 * said.inside.share, 100 * said.inside.even
                words += f"\n{share:.0f} % inside, evenly {even:.0f} %"
            _panel(axes, lit, record, radius, words)
    return figure


def _panel(axes: Any, picture: np.ndarray, record: HandRecord, radius: float, words: str) -> None:
    """A picture with the regions' rings.

    picture:  (h, w, 3) of the whole film, RGB.
    """
    from matplotlib.patches import Circle

    factor = picture.shape[1] / record.size_hw[1]
    axes.imshow(picture, extent=(0, picture.shape[1], picture.shape[0], 0))
    xy_px, visibility = record.points_px()
    length_px = record.hand_length_px() or 0.0
    for centre in xy_px[visibility > 0] * factor:
        ring = Circle(centre, radius * length_px * factor, fill=False, color=_RING, linewidth=0.8)
        axes.add_patch(ring)
    axes.set_xlim(0, picture.shape[1])
    axes.set_ylim(picture.shape[0], 0)
    axes.set_axis_off()
    axes.set_title(words, fontsize=8.5)


def _person(record: HandRecord) -> str:
    word = {Sex.MALE: "boy", Sex.FEMALE: "girl", None: "sex unknown"}[record.sex]
    return f"{word}, bone age {(record.bone_age_months or 0.0) / 12:.1f} y"
