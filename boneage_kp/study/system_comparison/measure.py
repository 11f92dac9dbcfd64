"""What a contestant reads off films: its error, its ranks, how many films it answers, seconds."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from boneage_kp import __version__
from boneage_kp.engine.films import Film, film_of_file
from boneage_kp.engine.network import file_digest
from boneage_kp.evaluation.age import AgeRange, age_result
from boneage_kp.evaluation.whole_image import whole_image_pairs
from boneage_kp.film.error import FilmError
from boneage_kp.film.whole_file import whole_text_file
from boneage_kp.schema.records import HandRecord
from boneage_kp.standards import load_standard
from boneage_kp.study.compare.rounds import Subject, Work, in_turns
from boneage_kp.study.system_comparison.contestants import Answer, Contestant

STANDARD = "tw3_rus"  # whose curve ends the range that all ages are compared in


@dataclass(frozen=True)
class FilmSet:
    """Films with bone ages; index: the file that names them, root: where their names start."""

    index: Path
    records: tuple[HandRecord, ...]
    root: Path

    @property
    def digest(self) -> str:
        return file_digest(self.index)[:16]


@dataclass(frozen=True)
class SetFigures:
    """films: with a bone age; read: of them, those that got one; None: too few for a figure."""

    films: int
    read: int
    mae_months: float | None
    spearman: float | None


def measured(contestant: Contestant, films: FilmSet, kept: Path, bf16: bool) -> SetFigures:
    """Figures on a set; those that are kept are taken where nothing has changed.

    kept:  file that they are kept in, or are taken from.
    """
    by = [*contestant.digests, f"boneage_kp {__version__}"]
    asked = {"by": by, "films": films.digest, "bf16": bf16}
    there = _kept(kept, asked)
    if there is not None:
        return there
    known = [record for record in films.records if record.bone_age_months is not None]
    answers = [answer_of(contestant, record, films.root) for record in known]
    figures = figures_of(known, answers)
    kept.parent.mkdir(parents=True, exist_ok=True)
    with whole_text_file(kept) as file:
        json.dump({"asked": asked, "figures": asdict(figures)}, file, indent=1, allow_nan=False)
    return figures


def answer_of(contestant: Contestant, record: HandRecord, root: Path) -> Answer:
    """One film's; no number where it is refused."""
    try:
        return contestant.read(film_of_file(root / record.file_name, record.sex))
    except FilmError:
        return Answer(None)


def figures_of(records: Sequence[HandRecord], answers: Sequence[Answer]) -> SetFigures:
    """Errors and ranks over the films that got an answer.

    All ages are cut to the range of one standard's curve: beyond it a system that adds up scores
    can only say so, and one that says a number is not to be better or worse for that.
    """
    pairs = whole_image_pairs(
        [str(place) for place in range(len(records))],
        [record.sex for record in records],
        np.array([record.bone_age_months for record in records], float),
        np.array([np.nan if one.months is None else one.months for one in answers], float),
    )
    pairs = replace(pairs, bound=tuple(one.bound for one in answers))
    result = age_result(pairs, AgeRange.of(load_standard(STANDARD)))
    overall = result.overall
    return SetFigures(overall.films, overall.read, overall.mae_months, result.spearman)


def median_says(films: FilmSet) -> SetFigures:
    """No network at all: their own median age said of every film, so no constant does better."""
    known = [record for record in films.records if record.bone_age_months is not None]
    median = float(np.median([record.bone_age_months or 0.0 for record in known]))
    return figures_of(known, [Answer(median)] * len(known))


def seconds_a_film(
    contestants: Mapping[str, Contestant], films: FilmSet, rounds: int
) -> dict[str, float | None]:
    """By name: all in turns, each reading the first film that it can; None: it can read none.

    A film is decoded already; everything from its pixels to the age counts.
    """
    subjects = []
    for name, contestant in contestants.items():
        film = _first_read(contestant, films)
        if film is not None:
            subjects.append(Subject(name, "torch", "", _work(contestant, film)))
    timed = {one.name: one.median_s for one in in_turns(subjects, rounds)}
    return {name: timed.get(name) for name in contestants}


def _work(contestant: Contestant, film: Film) -> Work:
    return lambda: contestant.read(film)


def _first_read(contestant: Contestant, films: FilmSet) -> Film | None:
    """The first film that is read to the end, whether or not checks then leave it an age."""
    for record in films.records:
        film = film_of_file(films.root / record.file_name, record.sex)
        try:
            contestant.read(film)
        except FilmError:
            continue
        return film
    return None


def _kept(path: Path, asked: Mapping[str, object]) -> SetFigures | None:
    if not path.is_file():
        return None
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return SetFigures(**document["figures"]) if document["asked"] == asked else None
    except (ValueError, KeyError, TypeError):
        return None  # not what we wrote: measured again
