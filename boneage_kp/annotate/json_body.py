"""Bodies of requests: one JSON object, and texts in it, or a refusal that names the field."""

import json
from typing import Any

from starlette.requests import Request

from boneage_kp.annotate.refusals import Refusal


async def body_of(request: Request) -> dict[str, Any]:
    """The body as an object. NaN and infinity are no JSON."""
    try:
        body = json.loads(await request.body(), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Refusal(400, "bad_request", "the body is no JSON") from None
    if not isinstance(body, dict):
        raise Refusal(400, "bad_request", "the body must be a JSON object")
    return body


def wanted_text(body: dict[str, Any], key: str, longest: int = 200) -> str:
    """A text that must be there."""
    value = body.get(key)
    if not isinstance(value, str) or not 1 <= len(value) <= longest:
        message = f"{key}: wanted a text of 1 to {longest} characters"
        raise Refusal(400, "bad_request", message, [key])
    return value


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no JSON")
