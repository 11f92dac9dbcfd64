"""`AgeBatch`: films read by a whole-image system; each one's row, its page and its thumbnail."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from boneage_kp import __version__
from boneage_kp.engine.batch.films import FilmFile
from boneage_kp.engine.batch.folder import BatchFolder
from boneage_kp.engine.batch.loop import READERS, FilmBatch, Outcome, Pictures, Row
from boneage_kp.engine.batch.pictures import INDEX_HREF
from boneage_kp.engine.films import Film
from boneage_kp.engine.whole_image.reader import AgeReader
from boneage_kp.report.age_page import AgePageContext, age_page
from boneage_kp.report.age_reading import AgeReading
from boneage_kp.report.age_row import age_row, failed_age_row
from boneage_kp.report.index.thumbnail import film_thumbnail
from boneage_kp.report.page.names import PAGES, THUMBNAILS

PICTURES = (PAGES, THUMBNAILS)  # no overlay: there are no points to draw
READ = "read"  # kind of a film that was read: nothing checks it, so there is no verdict


@dataclass(frozen=True)
class AgeSettings:
    """How a batch is read.

    vis:       pages and thumbnails as well; with_map: pages with where the answer comes from.
    resume:    take what an earlier run finished of the same film with the same weights.
    bf16:      as the networks were made; it changes what they say.
    batch:     films that are decoded together; each is a pass of its own, over all its views.
    """

    vis: bool = False
    with_map: bool = False
    resume: bool = False
    bf16: bool = False
    batch: int = 1


class AgeBatch(FilmBatch):
    """Reads films into a folder, one after the other."""

    settings: AgeSettings

    def __init__(
        self,
        reader: AgeReader,
        folder: BatchFolder,
        settings: AgeSettings,
        readers: int = READERS,
    ) -> None:
        super().__init__(folder, settings, readers)
        self.reader = reader

    def settings_digest(self, film: FilmFile) -> str:
        decides = {
            "version": __version__,
            "system": self.reader.system,
            "weights": self.reader.digests,
            "views": self.reader.views,
            "bf16": self.settings.bf16,
            "map": self.settings.vis and self.settings.with_map,
            "sex": film.sex,
            "age_years": film.age_years,
        }
        text = json.dumps(decides, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def read(self, films: list[Film]) -> Sequence[AgeReading]:
        with_map = self.settings.vis and self.settings.with_map
        with self.clock.step("network"):
            return [self.reader.read(film, with_map) for film in films]

    def outcome(self, source: FilmFile, film: Film, answer: AgeReading) -> tuple[Outcome, Pictures]:
        row = age_row(answer, film.age_years)
        row["digests"]["settings"] = self.settings_digest(source)
        pictures: Pictures = {}
        if self.settings.vis:
            with self.clock.step("drawing"):
                pictures = self._pictures(film, answer)
        return Outcome(source, row, READ), pictures

    def failed_row(self, source: FilmFile, error: str) -> Row:
        return failed_age_row(source.name, error, self.reader.system, source.sex, source.age_years)

    def kind_of(self, row: Row) -> str:
        return READ

    def _pictures(self, film: Film, reading: AgeReading) -> Pictures:
        synthetic = all(network.synthetic for network in self.reader.networks)
        page = age_page(film.grey, reading, AgePageContext(film.age_years, synthetic, INDEX_HREF))
        return {
            PAGES: page.encode("utf-8", "backslashreplace"),
            THUMBNAILS: film_thumbnail(film.grey),
        }
