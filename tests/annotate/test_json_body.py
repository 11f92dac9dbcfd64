"""Bodies of requests: one JSON object, texts of a length; everything else is refused by name."""

import asyncio
import json
from typing import Any

import pytest
from starlette.requests import Request

from tests.annotate.conftest import needs_http

needs_http()
from boneage_kp.annotate.json_body import body_of, wanted_text  # noqa: E402
from boneage_kp.annotate.refusals import Refusal  # noqa: E402


def parsed(body: bytes) -> Any:
    async def receive() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    return asyncio.run(body_of(Request({"type": "http", "method": "POST"}, receive)))


def test_an_object_is_an_object() -> None:
    assert parsed(b'{"a": [1, null]}') == {"a": [1, None]}


@pytest.mark.parametrize(
    "body",
    [b"", b"[1]", b"null", b'{"a": NaN}', b'{"a": -Infinity}', b"\xff", b"[" * 60000, b'{"a": 1'],
)
def test_all_else_is_refused(body: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        parsed(body)
    assert (refused.value.status, refused.value.kind) == (400, "bad_request")


@pytest.mark.parametrize("value", [None, "", 3, ["a"], "x" * 65])
def test_a_text_of_the_wrong_length_or_kind_is_refused_by_its_name(value: Any) -> None:
    with pytest.raises(Refusal) as refused:
        wanted_text({"version": value}, "version", 64)
    assert refused.value.faults == ["version"] and "64" in refused.value.message


def test_a_refusal_has_the_shape_that_the_page_reads() -> None:
    answer = Refusal(409, "film_changed", "words", ["a"], more={"current": {"x": 1}}).response()
    assert answer.status_code == 409 and json.loads(bytes(answer.body)) == {
        "error": {"kind": "film_changed", "message": "words", "faults": ["a"]},
        "current": {"x": 1},
    }
