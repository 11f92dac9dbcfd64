"""What the page is told of films: one record, and pages of the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from boneage_kp.annotate.desk import Desk
from boneage_kp.annotate.film_list import ListedFilm
from boneage_kp.annotate.film_work import FilmWork
from boneage_kp.annotate.identity_shown import identity_of
from boneage_kp.study.next_films import FilmDoubt

STATES = ("all", "todo", "started", "done", "flagged")


def record_answer(desk: Desk, film: ListedFilm, work: FilmWork) -> dict[str, Any]:
    """The answer of GET and PATCH /api/films/{film}."""
    decoded = desk.pixels.film(film)
    facts, notes = decoded.facts, list(decoded.notes)
    if decoded.size_hw != work.size_hw:
        notes.append(
            f"the annotation file says {work.size_hw[1]} x {work.size_hw[0]} px, the film has "
            f"{decoded.size_hw[1]} x {decoded.size_hw[0]}: its points may belong to another version"
        )
    path = desk.films.path_of(film) if desk.identity_shown else None
    shown = {} if path is None else {"identity": identity_of(path)}
    return shown | {
        "film": film.id,
        "name": film.name,
        "version": work.version,
        "width": decoded.size_hw[1],
        "height": decoded.size_hw[0],
        "bits": 8 * decoded.grey.itemsize,
        "spacing_mm": work.spacing_mm,
        "spacing_source": None if facts is None else facts.spacing_source,
        "side": work.side,
        "notes": notes,
        "sex": None if work.sex is None else work.sex.value,
        "age_months": work.age_months,
        "sex_source": work.sex_source,
        "age_source": work.age_source,
        "standard_id": work.standard_id,
        "bones": {name: bone.as_plain() for name, bone in work.bones.items()},
        "done": work.done,
        "flagged": work.flagged,
        "note": work.note,
        "seconds": work.seconds,
        "proposal": _proposal(desk, film),
        "readings": _readings(desk, film),
    }


def _proposal(desk: Desk, film: ListedFilm) -> dict[str, Any]:
    state, proposal, message = desk.proposals.get(film)
    if proposal is None:
        empty: dict[str, Any] = {
            "source": None,
            "verdict": None,
            "reasons": [],
            "bones": {},
            "uncertain_first": [],
        }
        return {"state": state, "message": message, **empty}
    first = proposal.uncertain_first()
    return {"state": state, "message": "", **proposal.as_plain(), "uncertain_first": first}


def _readings(desk: Desk, film: ListedFilm) -> list[dict[str, Any]]:
    if desk.adjudication is None:
        return []
    return desk.adjudication.of_film(film.name, desk.standard)


@dataclass(frozen=True)
class ListQuery:
    """What GET /api/films asks for."""

    offset: int
    limit: int
    order: str
    state: str
    search: str


def list_answer(desk: Desk, query: ListQuery) -> dict[str, Any]:
    """A page of the list. Decodes nothing: 10,000 films are listed at once."""
    works = desk.store.works()
    ordered, reasons = _ordered(desk, query.order, query.offset == 0)
    wanted = query.search.casefold()
    found = [
        film
        for film in ordered
        if _has_state(works.get(film.name), query.state) and wanted in film.name.casefold()
    ]
    page = found[query.offset : query.offset + query.limit]
    return {
        "total": len(found),
        "offset": query.offset,
        "order": query.order,
        "films": [_row(desk, f, works.get(f.name), reasons.get(f.name, ())) for f in page],
    }


def counts(desk: Desk) -> dict[str, int]:
    """Films by state."""
    works = desk.store.works()
    ours = [works[film.name] for film in desk.films if film.name in works]
    done, started = (sum(w.state == state for w in ours) for state in ("done", "started"))
    flagged = sum(work.flagged for work in ours)
    return {
        "todo": len(desk.films) - done - started,
        "started": started,
        "done": done,
        "flagged": flagged,
    }


def _has_state(work: FilmWork | None, state: str) -> bool:
    if state == "all":
        return True
    if state == "flagged":
        return work is not None and work.flagged
    return ("todo" if work is None else work.state) == state


def _row(
    desk: Desk, film: ListedFilm, work: FilmWork | None, reasons: Sequence[str]
) -> dict[str, Any]:
    state, proposal, _ = desk.proposals.get(film)
    return {
        "film": film.id,
        "name": film.name,
        "state": "todo" if work is None else work.state,
        "flagged": work is not None and work.flagged,
        "points": 0 if work is None else work.points,
        "stages": 0 if work is None else work.stages,
        "proposal": state,
        "verdict": None if proposal is None else proposal.verdict,
        "reasons": list(reasons),
    }


def _ordered(
    desk: Desk, order: str, first_page: bool
) -> tuple[list[ListedFilm], dict[str, Sequence[str]]]:
    films = list(desk.films)
    if order == "list" and desk.adjudication is not None:
        reasons: dict[str, Sequence[str]] = dict(desk.adjudication.reasons)
        return [film for film in map(desk.films.named, reasons) if film is not None], reasons
    if order == "next":
        ready = desk.proposals.as_plain()["done"]
        ranked = desk.ranking.films(
            ready, first_page, lambda: (_doubt(desk, film) for film in films)
        )
        found = [film for film in (desk.films.named(one.name) for one in ranked) if film]
        return found, {one.name: one.reasons for one in ranked}
    return films, {}


def _doubt(desk: Desk, film: ListedFilm) -> FilmDoubt:
    proposal, readings = desk.proposals.get(film)[1], []
    if desk.adjudication is not None:
        for records in desk.adjudication.readings.values():
            bones = records[film.name].bones if film.name in records else {}
            stages = {
                name: desk.standard.stages[name].index(label.stage)
                for name, label in bones.items()
                if label.stage in desk.standard.stages[name]
            }
            if stages:
                readings.append(stages)
    if proposal is None:
        return FilmDoubt(film.name, readings=readings)
    return FilmDoubt(film.name, proposal.verdict, proposal.bones, readings)
