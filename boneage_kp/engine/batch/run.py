"""`Batch`: films read by the bone detector; each one's row, its correction and its pictures."""

from collections.abc import Sequence
from dataclasses import replace

from boneage_kp.engine.batch.correction import corrected, corrected_row
from boneage_kp.engine.batch.films import FilmFile
from boneage_kp.engine.batch.folder import BatchFolder
from boneage_kp.engine.batch.loop import READERS, FilmBatch, Outcome, Pictures, Row
from boneage_kp.engine.batch.pictures import Reader, draw_pictures
from boneage_kp.engine.batch.settings import BatchSettings
from boneage_kp.engine.batch.stored import stored_reading
from boneage_kp.engine.films import Film
from boneage_kp.engine.predictor import Predictor, ReadFilm
from boneage_kp.report.results_row import failed_row, results_row

__all__ = ["Batch", "Outcome"]


class Batch(FilmBatch):
    """Reads films into a folder.

    reader:   what pages say of the network.
    """

    settings: BatchSettings

    def __init__(
        self,
        predictor: Predictor,
        folder: BatchFolder,
        settings: BatchSettings,
        readers: int = READERS,
        reader: Reader | None = None,
    ) -> None:
        super().__init__(folder, settings, readers, predictor.clock)
        self.predictor = predictor
        self.reader = replace(reader or Reader(), beta=predictor.beta)

    def settings_digest(self, film: FilmFile) -> str:
        return self.settings.digest(self.predictor, film)

    def read(self, films: list[Film]) -> Sequence[ReadFilm]:
        return self.predictor.read_upright(films)

    def outcome(self, source: FilmFile, film: Film, answer: ReadFilm) -> tuple[Outcome, Pictures]:
        """With what a person gave, now or in an earlier reading that this one goes on from."""
        row = results_row(answer.reading, film.age_years)
        row["digests"]["settings"] = self.settings_digest(source)
        person, ratings = None, self.settings.ratings
        if self.settings.resume:
            ratings = self.folder.ratings_kept(film.name, film.digest)
        if ratings:
            # From the row, not from the reading: whenever it is corrected, the same comes out.
            standard, beta = self.predictor.standard, self.predictor.beta
            stored = stored_reading(row, standard, film.name, beta)
            correction = corrected(stored.machine, ratings, standard, beta)
            row, person = corrected_row(row, correction), correction.person
        pictures: Pictures = {}
        if self.settings.vis:
            with self.clock.step("drawing"):
                pictures = draw_pictures(
                    source,
                    film,
                    answer.reading,
                    person,
                    answer.upright,
                    self.predictor.standard,
                    self.reader,
                )
        return Outcome(source, row, row["verdict"]), pictures

    def failed_row(self, source: FilmFile, error: str) -> Row:
        standard = self.predictor.standard.id
        return failed_row(source.name, error, standard, source.sex, source.age_years)
