"""Routes of films: the list, records, actions."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool

from boneage_kp.annotate.desk import Desk
from boneage_kp.annotate.edit import EditRefused
from boneage_kp.annotate.film_answers import STATES, ListQuery, list_answer, record_answer
from boneage_kp.annotate.film_list import ListedFilm
from boneage_kp.annotate.json_body import body_of, wanted_text
from boneage_kp.annotate.refusals import Refusal
from boneage_kp.annotate.store import FileChangedOutside, FilmChanged

MOST_FILMS_A_PAGE = 500
_MAX_ACTION = 64
_NOT_SAVED = "the disk refused ({reason}); nothing was saved. Make room, or check the rights"


def film_routes(desk: Desk) -> APIRouter:
    """The routes below /api/films that speak JSON."""
    routes = APIRouter()

    @routes.get("/api/films")
    def films(
        offset: int = 0,
        limit: int = 200,
        order: str = "",
        state: str = "all",
        search: str = "",
    ) -> dict[str, Any]:
        order = order or desk.order
        faults = []
        if offset < 0 or not 1 <= limit <= MOST_FILMS_A_PAGE:
            faults.append(f"offset from 0, limit from 1 to {MOST_FILMS_A_PAGE}")
        if order not in desk.orders:
            faults.append(f"order: one of {' '.join(desk.orders)}")
        if state not in STATES:
            faults.append(f"state: one of {' '.join(STATES)}")
        if faults:
            raise Refusal(400, "bad_request", "the question is not one of ours", faults)
        return list_answer(desk, ListQuery(offset, limit, order, state, search))

    @routes.get("/api/films/{film}")
    def record(film: str) -> dict[str, Any]:
        listed = listed_film(desk, film)
        desk.proposals.want(listed)
        return record_answer(desk, listed, desk.work_of(listed))

    @routes.patch("/api/films/{film}")
    async def save(film: str, request: Request) -> dict[str, Any]:
        listed, body = listed_film(desk, film), await body_of(request)
        return await run_in_threadpool(_saved, desk, listed, body)

    return routes


def listed_film(desk: Desk, film: str) -> ListedFilm:
    """The film of an address, or 404."""
    listed = desk.films.get(film)
    if listed is None:
        raise Refusal(404, "no_such_film", "no film of this folder has this address")
    return listed


def _saved(desk: Desk, film: ListedFilm, body: dict[str, Any]) -> dict[str, Any]:
    version, action = wanted_text(body, "version"), wanted_text(body, "action", _MAX_ACTION)
    if not isinstance(body.get("changes"), dict):
        raise Refusal(400, "bad_request", "changes: wanted an object", ["changes"])
    try:
        work = desk.save(film, action, version, body)
    except EditRefused as error:
        raise Refusal(422, "refused", str(error), error.faults) from None
    except FilmChanged as error:
        current = record_answer(desk, film, error.current)
        raise Refusal(409, "film_changed", str(error), more={"current": current}) from None
    except FileChangedOutside as error:
        raise Refusal(409, "file_changed", str(error)) from None
    except OSError as error:
        raise Refusal(507, "not_saved", _NOT_SAVED.format(reason=error.strerror)) from None
    return record_answer(desk, film, work)
