"""`Desk`: the parts that an annotator's routes work with, and what they ask of them together."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from boneage_kp.annotate.adjudication import Adjudication
from boneage_kp.annotate.edit import edited
from boneage_kp.annotate.film_list import FilmList, ListedFilm
from boneage_kp.annotate.film_pixels import FilmPixels
from boneage_kp.annotate.film_work import FilmWork, Source
from boneage_kp.annotate.proposals import Proposals
from boneage_kp.annotate.ranking import Ranking
from boneage_kp.annotate.store import Store
from boneage_kp.schema.records import Sex
from boneage_kp.standards import Standard, load_standard

CONFIDENT = 0.9


@dataclass(frozen=True)
class Desk:
    """One rater at one folder of films.

    order:             of the list when the page opens: "name", "next" or "list".
    identity_shown:    names in DICOM headers are sent to the page.
    standards:         other standards that films of the file were rated by, loaded once.
    ranking:           of the order "next".
    confident:         a proposal whose place and stage are both this sure may be accepted with all.
    """

    films: FilmList
    pixels: FilmPixels
    store: Store
    proposals: Proposals
    standard: Standard
    adjudication: Adjudication | None = None
    order: str = "name"
    identity_shown: bool = False
    standards: dict[str, Standard] = field(default_factory=dict)
    ranking: Ranking = field(default_factory=Ranking)
    confident: float = CONFIDENT

    @property
    def orders(self) -> list[str]:
        return ["name", "next", *(["list"] if self.adjudication else [])]

    def work_of(self, film: ListedFilm) -> FilmWork:
        """What the rater has said of a film; where nothing, what its file and header say."""
        kept = self.store.get(film.name)
        return self._start(film) if kept is None else kept

    def save(
        self, film: ListedFilm, action: str, version: str, body: Mapping[str, Any]
    ) -> FilmWork:
        """One action; see `Store.save`."""
        changes, seconds = body["changes"], body.get("seconds", 0)

        def change(work: FilmWork) -> FilmWork:
            new = edited(work, changes, seconds, self.standard_of(work))
            return replace(new, machine=self._machine(film, new))

        return self.store.save(film.name, action, version, self.work_of(film), change)

    def standard_of(self, work: FilmWork) -> Standard:
        """The standard of this film's stages; a file may hold some that were rated by another."""
        if work.standard_id == self.standard.id:
            return self.standard
        if work.standard_id not in self.standards:
            self.standards[work.standard_id] = load_standard(work.standard_id)
        return self.standards[work.standard_id]

    def close(self) -> None:
        self.proposals.close()
        self.store.close()

    def _machine(self, film: ListedFilm, work: FilmWork) -> Mapping[str, Any] | None:
        """The proposal that the rater decided about, kept once anything is decided."""
        if work.machine is not None or not any(b.decision for b in work.bones.values()):
            return work.machine
        proposal = self.proposals.get(film)[1]
        return None if proposal is None else proposal.kept_beside()

    def _start(self, film: ListedFilm) -> FilmWork:
        decoded = self.pixels.film(film)
        facts, known = decoded.facts, self.store.hands.facts_of(film.name)
        header_age = None if decoded.age_years is None else round(12 * decoded.age_years, 3)
        listed = [None if known is None else known.sex, film.sex]
        ages = [None if known is None else known.age_months, film.age_months]
        sex, sex_source = _first(listed, decoded.sex)
        age, age_source = _first(ages, header_age)
        spacing = (known and known.spacing_mm) or (facts and facts.spacing_mm)
        return FilmWork(
            file_name=film.name,
            size_hw=decoded.size_hw,
            standard_id=self.standard.id,
            sex=None if sex is None else Sex(sex),
            age_months=age,
            sex_source=sex_source,
            age_source=age_source,
            spacing_mm=spacing or None,
            side=(known and known.side) or (facts.side if facts else None),
        )


def _first(from_files: list[Any], from_header: Any) -> tuple[Any, Source | None]:
    for value in from_files:
        if value is not None:
            return value, "file"
    return from_header, None if from_header is None else "header"
