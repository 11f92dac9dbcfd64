"""`Ranking`: the films in order of expected gain, kept still while somebody pages through them."""

import threading
from collections.abc import Callable, Iterable

from boneage_kp.study.next_films import FilmDoubt, NextFilm, next_films


class Ranking:
    """Orders anew only for a first page, and only when there are new proposals."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._proposals = -1
        self._films: list[NextFilm] = []

    def films(
        self, proposals: int, first_page: bool, doubts: Callable[[], Iterable[FilmDoubt]]
    ) -> list[NextFilm]:
        """The ranking.

        proposals:   how many are ready.
        first_page:  a later page goes on in the order that the first one had.
        """
        with self._lock:
            if self._proposals < 0 or (first_page and proposals != self._proposals):
                self._films, self._proposals = next_films(doubts()), proposals
            return self._films
