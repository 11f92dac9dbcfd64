"""What `--vis` draws of a film: overlay, page and thumbnail, encoded, by the kind of picture."""

from dataclasses import dataclass

import cv2
import numpy as np

from boneage_kp.engine.batch.films import FilmFile
from boneage_kp.engine.films import Film
from boneage_kp.engine.upright import Upright
from boneage_kp.report.index.thumbnail import thumbnail
from boneage_kp.report.overlay import draw_overlay
from boneage_kp.report.page.context import PageContext, Source
from boneage_kp.report.page.film_page import film_page
from boneage_kp.report.page.names import PAGES, THUMBNAILS
from boneage_kp.schema.records import HandReading
from boneage_kp.standards import Standard

INDEX_HREF = "../index.html"


@dataclass(frozen=True)
class Reader:
    """What pages say of the network: its name, and whether it learned from drawn films alone.

    beta: of its calibration, with which intervals were made.
    """

    model: str = ""
    synthetic_weights: bool = False
    beta: float = 1.0


def draw_pictures(
    source: FilmFile,
    film: Film,
    machine: HandReading,
    person: HandReading | None,
    upright: Upright,
    standard: Standard,
    reader: Reader,
) -> dict[str, bytes]:
    """Kind of picture (`batch_folder.PICTURES`) -> the file's content.

    person:  the same hand with a person's stages, None when nobody gave any.
    """
    counts = person or machine
    context = PageContext(
        age_years=film.age_years,
        sex_source=_source(film.sex, source.sex, source.sex_source),
        age_source=_source(film.age_years, source.age_years, source.age_source),
        spacing_mm=film.facts.spacing_mm if film.facts else None,
        spacing_source=(film.facts.spacing_source or "") if film.facts else "",
        quarter_turns=upright.quarter_turns % 4,
        mirrored=upright.mirrored,
        inverted=upright.inverted,
        model=reader.model,
        synthetic_weights=reader.synthetic_weights,
        index_href=INDEX_HREF,
        beta=reader.beta,
        standard=standard,
    )
    page = film_page(film.grey, machine, person, context)
    return {
        "overlays": _png(draw_overlay(film.grey, counts, words=context.words)),
        PAGES: page.encode("utf-8", "backslashreplace"),
        THUMBNAILS: thumbnail(film.grey, counts, context),
    }


def _png(picture_rgb: np.ndarray) -> bytes:
    _, content = cv2.imencode(".png", cv2.cvtColor(picture_rgb, cv2.COLOR_RGB2BGR))
    return content.tobytes()


def _source(known: object, given: object, how: Source) -> Source:
    """Where a fact comes from; what nobody gave and is known stood in the film's header."""
    if known is None:
        return "unknown"
    return how if given is not None else "header"
