"""`Gate`: what every request must get past, and the headers that every answer carries.

A page elsewhere on the web can make a browser send requests to 127.0.0.1, and by DNS rebinding even
read the answers: so Host and Origin must be ours, and all data asks for the session's cookie.
Cookies do not tell ports apart, nor does SameSite: hence the look at Origin and Sec-Fetch-Site.
"""

import hmac
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from boneage_kp.annotate.refusals import Refusal

MAX_BODY_BYTES = 64 * 1024
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; worker-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
ANSWER_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": POLICY,
}
SESSION_PATH = "/api/session"


class Gate:
    """Wraps the application.

    port:     that the server listens on; part of the hosts and origins that are ours.
    session:  value of the cookie that routes below /api want.
    """

    def __init__(self, app: ASGIApp, port: int, session: str) -> None:
        self.app, self.session = app, session
        self.hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")}
        self.origins = {f"http://{host}" for host in self.hosts}
        self.cookie = cookie_name(port)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # no web sockets here

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(ANSWER_HEADERS)
            await send(message)

        try:
            self._check(scope)
            body = await _whole_body(Headers(scope=scope), receive)
        except Refusal as refusal:
            await refusal.response()(scope, receive, send_with_headers)
            return
        await self.app(scope, _replayed(body, receive), send_with_headers)

    def _check(self, scope: Scope) -> None:
        headers, path = Headers(scope=scope), scope["path"]
        if headers.get("host", "").lower() not in self.hosts:
            raise Refusal(403, "foreign_host", "this server answers to 127.0.0.1 alone")
        origin = headers.get("origin")
        if origin is not None and origin.lower() not in self.origins:
            raise Refusal(403, "foreign_origin", "another page may not ask this server")
        if not path.startswith("/api"):
            return
        if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            raise Refusal(403, "foreign_origin", "another page may not ask this server")
        if path != SESSION_PATH and not self._known(headers.get("cookie", "")):
            message = "no session: open the address that the terminal shows"
            raise Refusal(401, "no_session", message)
        if scope["method"] in ("POST", "PATCH", "PUT"):
            kind = headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind != "application/json":
                raise Refusal(415, "not_json", "the body must be application/json")

    def _known(self, cookies: str) -> bool:
        try:
            given = SimpleCookie(cookies).get(self.cookie)
        except CookieError:
            return False
        return given is not None and hmac.compare_digest(
            given.value.encode(), self.session.encode()
        )


def cookie_name(port: int) -> str:
    """Of the session; with the port, since browsers send a cookie to all ports of a host."""
    return f"boneage_kp_{port}"


async def _whole_body(headers: Headers, receive: Receive) -> bytes:
    """The body, refused as soon as it is too long, whatever its header says."""
    too_large = Refusal(413, "too_large", f"a body of at most {MAX_BODY_BYTES} bytes is read")
    declared = headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared) > MAX_BODY_BYTES:
        raise too_large
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return body
        body += message.get("body", b"")
        if len(body) > MAX_BODY_BYTES:
            raise too_large
        if not message.get("more_body"):
            return body


def _replayed(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def replay() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
