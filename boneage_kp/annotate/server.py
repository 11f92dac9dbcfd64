"""The annotator's server: routes behind the gate, on 127.0.0.1 alone. See docs/annotate_api.md."""

import hmac
import mimetypes
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse
from starlette.types import ASGIApp

from boneage_kp.annotate.desk import Desk
from boneage_kp.annotate.gate import SESSION_PATH, Gate, cookie_name
from boneage_kp.annotate.json_body import body_of, wanted_text
from boneage_kp.annotate.refusals import Refusal
from boneage_kp.annotate.routes_desk import desk_routes
from boneage_kp.annotate.routes_films import film_routes
from boneage_kp.annotate.routes_pixels import pixel_routes
from boneage_kp.film.error import FilmError

HOST = "127.0.0.1"
STATIC = Path(__file__).with_name("static")
# Systems differ in what they call a JavaScript module; nosniff makes browsers insist.
_KINDS = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".html": "text/html",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True)
class Secrets:
    """Made anew at each start: the token opens a session, the session is what the cookie holds."""

    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    session: str = field(default_factory=lambda: secrets.token_urlsafe(32))


def make_app(desk: Desk, port: int, known: Secrets, static: Path = STATIC) -> ASGIApp:
    """The application for one desk on one port; when it shuts down, the desk is closed."""

    @asynccontextmanager
    async def open_hours(app: FastAPI) -> AsyncIterator[None]:
        yield
        # Here and not after the server: uvicorn sends itself a SIGTERM again once it has ended.
        await run_in_threadpool(desk.close)

    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, lifespan=open_hours)
    for routes in (film_routes(desk), pixel_routes(desk), desk_routes(desk)):
        app.include_router(routes)
    _add_session(app, port, known)
    _add_static(app, static)
    _add_refusals(app)
    return Gate(app, port, known.session)


def serve(desk: Desk, listening: socket.socket, known: Secrets) -> None:
    """Serve until interrupted; what is unwritten is written then."""
    port = listening.getsockname()[1]
    app = make_app(desk, port, known)
    settings = uvicorn.Config(
        app,
        log_level="warning",  # names of films are nobody's business in a log
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=3,
    )
    with suppress(KeyboardInterrupt):  # Ctrl-C is how it is ended
        uvicorn.Server(settings).run(sockets=[listening])


def listen(port: int) -> socket.socket:
    """A socket on 127.0.0.1; port 0 takes any free one."""
    # TCP by name: asyncio switches delays off (40 ms an answer) only for sockets that say so.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen()  # a browser that is faster than the server waits
    except OSError as error:
        listening.close()
        raise ValueError(
            f"port {port} of {HOST} cannot be used ({error.strerror}); another annotator may have "
            "it. Give another one with --port, or --port 0 for any"
        ) from None
    return listening


def _add_session(app: FastAPI, port: int, known: Secrets) -> None:
    @app.post(SESSION_PATH)
    async def session(request: Request) -> Response:
        token = wanted_text(await body_of(request), "token")
        if not hmac.compare_digest(token.encode(), known.token.encode()):
            message = "this token is not of this start: open the address that the terminal shows"
            raise Refusal(401, "no_session", message)
        answer = Response(status_code=204)
        answer.set_cookie(cookie_name(port), known.session, httponly=True, samesite="strict")
        return answer


def _add_static(app: FastAPI, static: Path) -> None:
    """The page's files as they lie there at the start; an address can name nothing else."""
    files = {p.relative_to(static).as_posix(): p for p in static.rglob("*") if p.is_file()}

    @app.get("/")
    def page() -> Response:
        return _static(files, "index.html")

    @app.get("/static/{path:path}")
    def file(path: str) -> Response:
        return _static(files, path)


def _static(files: dict[str, Path], name: str) -> Response:
    if name not in files:
        raise Refusal(404, "not_found", "there is no such file")
    path = files[name]
    kind = _KINDS.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return FileResponse(path, media_type=kind)


def _add_refusals(app: FastAPI) -> None:
    """Whatever goes wrong answers in one shape, and names no path of this machine."""

    @app.exception_handler(Refusal)
    async def refused(request: Request, refusal: Refusal) -> Response:
        return refusal.response()

    @app.exception_handler(FilmError)
    async def unreadable(request: Request, error: FilmError) -> Response:
        return Refusal(422, "unreadable_film", str(error)).response()

    @app.exception_handler(RequestValidationError)
    async def misspelt(request: Request, error: RequestValidationError) -> Response:
        faults = [".".join(map(str, fault["loc"])) for fault in error.errors()]
        return Refusal(400, "bad_request", "the question is not one of ours", faults).response()

    @app.exception_handler(HTTPException)
    async def not_found(request: Request, error: HTTPException) -> Response:
        status = 404 if error.status_code == 405 else error.status_code
        return Refusal(status, "not_found", "there is no such address here").response()

    @app.exception_handler(Exception)
    async def fault(request: Request, error: Exception) -> Response:
        return Refusal(500, "fault", f"a fault of ours ({type(error).__name__})").response()
