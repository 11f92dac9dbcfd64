"""Routes of pixels: renditions, raw grey values, thumbnails, drawings of stages."""

import numpy as np
from fastapi import APIRouter, Request, Response

from boneage_kp.annotate.desk import Desk
from boneage_kp.annotate.film_pixels import rendition, window_of
from boneage_kp.annotate.refusals import Refusal
from boneage_kp.annotate.routes_films import listed_film
from boneage_kp.annotate.stage_help import drawing_of

_KINDS = {"jpeg": "image/jpeg", "png": "image/png"}
_WIDTHS = (64, 8192)


def pixel_routes(desk: Desk) -> APIRouter:
    """The routes that answer with pictures or pixels."""
    routes = APIRouter()

    @routes.get("/api/films/{film}/image")
    def image(film: str, request: Request, format: str = "jpeg", width: int = 0) -> Response:
        if format not in _KINDS or not (width == 0 or _WIDTHS[0] <= width <= _WIDTHS[1]):
            message = f"format: jpeg or png; width: {_WIDTHS[0]} to {_WIDTHS[1]}"
            raise Refusal(400, "bad_request", message)
        decoded = desk.pixels.film(listed_film(desk, film))
        tag = f'"{decoded.digest[:32]}-{format}-{width}"'
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"ETag": tag})
        content = rendition(decoded, width or None, format)
        return Response(content, media_type=_KINDS[format], headers={"ETag": tag})

    @routes.get("/api/films/{film}/grey")
    def grey(film: str, request: Request) -> Response:
        decoded = desk.pixels.film(listed_film(desk, film))
        window, (height, width) = window_of(decoded), decoded.size_hw
        headers = {
            "ETag": f'"{decoded.digest[:32]}-grey"',
            "X-Width": str(width),
            "X-Height": str(height),
            "X-Bits": str(8 * decoded.grey.itemsize),
            "X-Low": str(window.low),
            "X-High": str(window.high),
            "X-Window": "own" if window.own else "range",
        }
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        little_endian = decoded.grey.astype(decoded.grey.dtype.newbyteorder("<"), copy=False)
        content = np.ascontiguousarray(little_endian).tobytes()
        return Response(content, media_type="application/octet-stream", headers=headers)

    @routes.get("/api/films/{film}/thumbnail")
    def thumbnail(film: str) -> Response:
        content = desk.pixels.thumbnail(listed_film(desk, film))
        return Response(content, media_type="image/jpeg")

    @routes.get("/api/help/drawings/{bone}/{stage}")
    def drawing(bone: str, stage: str) -> Response:
        path = drawing_of(bone, stage)
        if path is None:
            raise Refusal(404, "not_found", "there is no such drawing")
        return Response(path.read_bytes(), media_type="image/jpeg")

    return routes
