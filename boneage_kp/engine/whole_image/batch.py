"""`AgeBatch`: films in, rows of results and pages out, one after another.

What goes wrong with a film becomes the reason in its row and does not stop the others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boneage_kp.engine.batch.films import FilmFile
from boneage_kp.engine.films import Film, film_of_file
from boneage_kp.engine.whole_image.reader import AgeReader
from boneage_kp.film.error import FilmError
from boneage_kp.film.whole_file import write_whole
from boneage_kp.report.age_page import AgePageContext, age_page
from boneage_kp.report.age_reading import AgeReading
from boneage_kp.report.age_row import age_row, failed_age_row
from boneage_kp.report.page.names import PAGES, page_path

Row = dict[str, Any]


@dataclass(frozen=True)
class AgeBatch:
    """Reads films into a folder.

    pages:  a page a film as well; with_map: with where on the film the answer comes from.
    """

    reader: AgeReader
    folder: Path
    pages: bool = False
    with_map: bool = False

    def rows(self, films: Sequence[FilmFile]) -> Iterator[Row]:
        """Every film's row in their order; its page is there by then."""
        if self.pages:
            (self.folder / PAGES).mkdir(parents=True, exist_ok=True)
        for source in films:
            yield self._row(source)

    def _row(self, source: FilmFile) -> Row:
        try:
            film = film_of_file(source.path, source.sex, source.age_years, source.name)
            reading = self.reader.read(film, self.with_map)
        except FilmError as error:
            system = self.reader.system
            return failed_age_row(source.name, str(error), system, source.sex, source.age_years)
        if self.pages:
            self._write_page(film, reading)
        return age_row(reading, film.age_years)

    def _write_page(self, film: Film, reading: AgeReading) -> None:
        page = age_page(film.grey, reading, self._context(film))
        write_whole(self.folder / page_path(film.name), page.encode("utf-8", "backslashreplace"))

    def _context(self, film: Film) -> AgePageContext:
        synthetic = all(network.synthetic for network in self.reader.networks)
        return AgePageContext(film.age_years, synthetic)
