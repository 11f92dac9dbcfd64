"""The order by expected gain stays still while somebody pages through it."""

from collections.abc import Iterator

from boneage_kp.annotate.ranking import Ranking
from boneage_kp.schema.records import BoneReading
from boneage_kp.study.next_films import FilmDoubt


def doubts(*sure: float) -> Iterator[FilmDoubt]:
    for index, p in enumerate(sure):
        bone = BoneReading((1.0, 1.0), 0.9, "G", {"F": 1 - p, "G": p})
        yield FilmDoubt(f"{index}.png", "ok", {"radius": bone})


def names(ranking: Ranking, proposals: int, first_page: bool, *sure: float) -> list[str]:
    return [film.name for film in ranking.films(proposals, first_page, lambda: doubts(*sure))]


def test_made_anew_for_a_first_page_with_more_proposals_alone() -> None:
    ranking = Ranking()
    assert names(ranking, 2, False, 0.9, 0.5) == ["1.png", "0.png"]  # the first is made in any case
    assert names(ranking, 3, False, 0.5, 0.9) == ["1.png", "0.png"]  # a later page
    assert names(ranking, 2, True, 0.5, 0.9) == ["1.png", "0.png"]  # nothing new was read
    assert names(ranking, 3, True, 0.5, 0.9) == ["0.png", "1.png"]
