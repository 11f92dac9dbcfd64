"""Windows, renditions, and what is kept of decoded films."""

import threading
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from boneage_kp.annotate import film_pixels as module
from boneage_kp.annotate.film_list import FilmList
from boneage_kp.annotate.film_pixels import THUMBNAIL_PX, FilmPixels, rendition, window_of
from boneage_kp.engine.films import film_of_array
from tests.annotate.small_desks import write_films


@pytest.fixture
def pixels(tmp_path: Path) -> tuple[FilmPixels, Any]:
    films = FilmList(tmp_path, [(path, None, None) for path in write_films(tmp_path, 3)])
    return FilmPixels(films), films


def test_the_window_of_a_deep_film_is_the_range_in_use() -> None:
    grey = np.full((400, 300), 700, np.uint16)
    grey[:200] = 2900
    grey[0, 0] = 65535  # one hot pixel opens no window
    window = window_of(film_of_array(grey))
    assert (window.low, window.high, window.own) == (700, 2900, False)
    flat = window_of(film_of_array(np.full((20, 20), 5, np.uint16)))
    assert flat.high > flat.low
    assert window_of(film_of_array(np.zeros((20, 20), np.uint8))).high == 255


def test_renditions_go_through_the_window_and_never_up() -> None:
    ramp = np.tile(np.linspace(1000, 3000, 120).astype(np.uint16), (60, 1))
    whole = cv2.imdecode(np.frombuffer(rendition(film_of_array(ramp), None, "png"), np.uint8), -1)
    assert whole.shape == (60, 120) and whole.dtype == np.uint8
    assert whole[0, 0] == 0 and whole[0, -1] == 255 and abs(int(whole[0, 60]) - 128) < 8
    small = cv2.imdecode(np.frombuffer(rendition(film_of_array(ramp), 30, "jpeg"), np.uint8), -1)
    assert small.shape[:2] == (15, 30)
    large = cv2.imdecode(np.frombuffer(rendition(film_of_array(ramp), 900, "png"), np.uint8), -1)
    assert large.shape == (60, 120)


def test_a_film_is_decoded_once_also_by_two_who_ask_at_once(
    pixels: tuple[FilmPixels, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, films = pixels
    film, asked, decode = next(iter(films)), [], module.film_of_file
    gate = threading.Event()

    def slow(*given: Any, **named: Any) -> Any:
        asked.append(given)
        assert gate.wait(20)
        return decode(*given, **named)

    monkeypatch.setattr(module, "film_of_file", slow)
    threads = [threading.Thread(target=kept.film, args=(film,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    gate.set()
    for thread in threads:
        thread.join(20)
    assert len(asked) == 1 and kept.film(film) is kept.film(film)


def test_the_films_used_last_are_kept_up_to_a_sum_of_bytes(
    pixels: tuple[FilmPixels, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, films = pixels
    one, two, three = films
    monkeypatch.setattr(module, "_KEPT_BYTES", 2 * kept.film(one).grey.nbytes)
    kept.film(two)
    kept.film(one)  # used again: the other goes first
    kept.film(three)
    assert set(kept._kept) == {one.id, three.id}
    kept.film(two, keep=False)
    assert set(kept._kept) == {one.id, three.id}
    small = cv2.imdecode(np.frombuffer(kept.thumbnail(one), np.uint8), -1)
    assert max(small.shape[:2]) <= THUMBNAIL_PX
