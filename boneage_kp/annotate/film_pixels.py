"""`FilmPixels`: films decoded once and kept for a while; renditions of them for the page."""

import threading
from collections import OrderedDict
from dataclasses import dataclass

import cv2
import numpy as np

from boneage_kp.annotate.film_list import FilmList, ListedFilm
from boneage_kp.engine.films import Film, film_of_file
from boneage_kp.film.error import FilmError

THUMBNAIL_PX = 160
_KEPT_BYTES = 384 * 2**20
_KEPT_THUMBNAILS = 4096
_JPEG_QUALITY = 92
_CUT_PERCENT = 0.1  # of a deep film that brings no window of its own, at either end


@dataclass(frozen=True)
class Window:
    """Grey values that are shown as black and as white.

    own:  the film's header asked for it; another window is a guess that the page may better.
    """

    low: int
    high: int
    own: bool = False


class FilmPixels:
    """Decodes in processes that can be killed; keeps the films used last, up to a sum of bytes."""

    def __init__(self, films: FilmList) -> None:
        self._films = films
        self._kept: OrderedDict[str, Film] = OrderedDict()
        self._thumbnails: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()
        self._decoding: dict[str, threading.Lock] = {}

    def film(self, listed: ListedFilm, keep: bool = True) -> Film:
        """A film with its facts; FilmError says why there is none.

        keep:  False for films that nobody looks at: they push no other out.
        """
        with self._lock:
            if listed.id in self._kept:
                self._kept.move_to_end(listed.id)
                return self._kept[listed.id]
            one_at_a_time = self._decoding.setdefault(listed.id, threading.Lock())
        with one_at_a_time:
            with self._lock:
                if listed.id in self._kept:
                    return self._kept[listed.id]
            path = self._films.path_of(listed)
            if path is None:
                raise FilmError("lies outside the folder of films").of_film(listed.name)
            film = film_of_file(path, name=listed.name)
            with self._lock:
                self._decoding.pop(listed.id, None)
                if keep:
                    self._keep(listed.id, film)
            return film

    def thumbnail(self, listed: ListedFilm) -> bytes:
        """A small JPEG, longest side `THUMBNAIL_PX`."""
        with self._lock:
            if listed.id in self._thumbnails:
                self._thumbnails.move_to_end(listed.id)
                return self._thumbnails[listed.id]
        film = self.film(listed, keep=False)
        height, width = film.size_hw
        content = rendition(film, round(width * THUMBNAIL_PX / max(height, width)), "jpeg")
        with self._lock:
            self._thumbnails[listed.id] = content
            while len(self._thumbnails) > _KEPT_THUMBNAILS:
                self._thumbnails.popitem(last=False)
        return content

    def _keep(self, film_id: str, film: Film) -> None:
        self._kept[film_id] = film
        while len(self._kept) > 1 and self._bytes() > _KEPT_BYTES:
            self._kept.popitem(last=False)

    def _bytes(self) -> int:
        return sum(film.grey.nbytes for film in self._kept.values())


def window_of(film: Film) -> Window:
    """8-bit films and DICOM, whose own window was applied, as they are; else the range in use."""
    own = film.facts is not None and film.facts.kind == "DICOM"
    if film.grey.dtype == np.uint8:
        return Window(0, 255, own)
    if own:
        return Window(0, 2 ** max(int(film.grey.max()).bit_length(), 8) - 1, own)
    sample = film.grey[::4, ::4]
    low, high = np.percentile(sample, [_CUT_PERCENT, 100 - _CUT_PERCENT])
    return Window(int(low), max(int(high), int(low) + 1))


def rendition(film: Film, width_px: int | None, kind: str) -> bytes:
    """The film in 8 bits through its window.

    width_px:  scaled down to it, never up; None keeps the film's size.
    kind:      "jpeg" or "png".
    """
    grey = film.grey
    height, width = film.size_hw
    if width_px is not None and width_px < width:
        size = (max(1, width_px), max(1, round(height * width_px / width)))
        grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    window = window_of(film)
    if grey.dtype != np.uint8:
        factor = 255.0 / (window.high - window.low)
        shown = (grey.astype(np.float32) - window.low) * np.float32(factor)
        grey = np.clip(np.rint(shown), 0, 255).astype(np.uint8)
    if kind == "png":
        return cv2.imencode(".png", grey, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1].tobytes()
    return cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])[1].tobytes()
