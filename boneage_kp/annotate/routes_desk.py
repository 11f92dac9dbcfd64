"""Routes of the desk as a whole: set-up, status, live score, stage help, a changed file."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool

from boneage_kp import __version__
from boneage_kp.annotate.desk import Desk
from boneage_kp.annotate.film_answers import counts
from boneage_kp.annotate.json_body import body_of
from boneage_kp.annotate.live_score import live_score
from boneage_kp.annotate.refusals import Refusal
from boneage_kp.annotate.routes_films import listed_film
from boneage_kp.annotate.stage_help import stage_help
from boneage_kp.data.formats.faults import AnnotationError
from boneage_kp.data.registration.template_hand import load_template
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import Sex
from boneage_kp.standards import ScoringError


def desk_routes(desk: Desk) -> APIRouter:
    """Everything below /api that is not of one film."""
    routes = APIRouter()

    @routes.get("/api/setup")
    def setup() -> dict[str, Any]:
        return _setup(desk)

    @routes.get("/api/status")
    def status() -> dict[str, Any]:
        return _status(desk)

    @routes.get("/api/help/stages")
    def help_with_stages() -> dict[str, Any]:
        return stage_help(desk.standard)

    @routes.post("/api/score")
    async def score(request: Request) -> dict[str, Any]:
        return await run_in_threadpool(_score, desk, await body_of(request))

    @routes.post("/api/file")
    async def settle(request: Request) -> dict[str, Any]:
        return await run_in_threadpool(_settle, desk, await body_of(request))

    return routes


def _setup(desk: Desk) -> dict[str, Any]:
    proposals = desk.proposals.as_plain()
    return {
        "version": __version__,
        "folder": desk.films.root.name,
        "file": desk.store.path.name,
        "rater": desk.store.rater,
        "mode": "adjudicate" if desk.adjudication else "annotate",
        "film_count": len(desk.films),
        "orders": desk.orders,
        "order": desk.order,
        "standard_id": desk.standard.id,
        "bones": [
            {
                "name": bone.name,
                "title": bone.title,
                "kind": bone.kind,
                "ray": bone.ray,
                "colour_rgb": list(bone.colour_rgb),
                "stages": list(desk.standard.stages[bone.name]),
            }
            for bone in HAND.bones
        ],
        "skeleton": [list(link) for link in HAND.skeleton],
        "template": dict(zip(HAND.names, load_template().xy.tolist(), strict=True)),
        "confident": desk.confident,
        "proposals": proposals["running"] or proposals["done"] > 0,
        "no_proposals_reason": proposals["reason"],
        "identity_shown": desk.identity_shown,
    }


def _status(desk: Desk) -> dict[str, Any]:
    store = desk.store
    return {
        "proposals": desk.proposals.as_plain(),
        "file": {
            "changed_outside": store.changed_outside,
            "unwritten": store.unwritten,
            "trouble": store.trouble or None,
        },
        "counts": counts(desk),
    }


def _score(desk: Desk, body: dict[str, Any]) -> dict[str, Any]:
    sex, age, stages = body.get("sex"), body.get("age_months"), body.get("stages")
    faults = []
    if sex not in (None, "F", "M"):
        faults.append('sex: wanted "F", "M" or null')
    if age is not None and (isinstance(age, bool) or not isinstance(age, (int, float))):
        faults.append("age_months: wanted a number or null")
    if not isinstance(stages, dict):
        faults.append("stages: wanted an object, bone to stage")
    elif not all(stage is None or isinstance(stage, str) for stage in stages.values()):
        faults.append("stages: wanted texts or null")
    if faults:
        raise Refusal(400, "bad_request", "; ".join(faults), faults)
    film, proposal = body.get("film"), None
    if film is not None:
        proposal = desk.proposals.get(listed_film(desk, str(film)))[1]
    known = None if sex is None else Sex(sex)
    try:
        return live_score(desk.standard, known, age, stages or {}, proposal)
    except ScoringError as error:
        raise Refusal(422, "refused", str(error)) from None


def _settle(desk: Desk, body: dict[str, Any]) -> dict[str, Any]:
    decision = body.get("decision")
    if decision != "reload" and decision != "keep":
        raise Refusal(400, "bad_request", 'decision: wanted "reload" or "keep"', ["decision"])
    try:
        desk.store.settle(decision)
    except AnnotationError as error:
        raise Refusal(422, "refused", f"the changed file cannot be taken: {error}") from None
    except OSError as error:
        raise Refusal(507, "not_saved", f"the disk refused ({error.strerror})") from None
    return _status(desk)
