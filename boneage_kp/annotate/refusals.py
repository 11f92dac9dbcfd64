"""`Refusal`: every answer from 400 on, in one shape."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import JSONResponse


class Refusal(Exception):
    """An answer that is no.

    kind:    a word for the page; docs/annotate_api.md lists them.
    faults:  fields, when several are wrong.
    more:    further keys beside "error".
    """

    def __init__(
        self,
        status: int,
        kind: str,
        message: str,
        faults: Sequence[str] = (),
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.kind, self.message = status, kind, message
        self.faults, self.more = list(faults), dict(more or {})

    def response(self) -> JSONResponse:
        error = {"kind": self.kind, "message": self.message, "faults": self.faults}
        return JSONResponse({"error": error, **self.more}, status_code=self.status)
