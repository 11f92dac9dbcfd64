"""Films in order of what there is to learn."""

import pytest

from boneage_kp.schema.records import BoneReading
from boneage_kp.study.next_films import FilmDoubt, bone_doubt, disagreement, next_films

SURE = BoneReading((1.0, 2.0), 0.9, "F", {"F": 1.0, "G": 0.0})
TORN = BoneReading((1.0, 2.0), 0.9, "F", {"F": 0.5, "G": 0.5})
LOST = BoneReading(None, 0.1, None, {})


def test_doubt_of_a_bone() -> None:
    assert bone_doubt(SURE) == 0
    assert bone_doubt(TORN) == pytest.approx(1)
    assert bone_doubt(LOST) == 1
    assert bone_doubt(BoneReading((1.0, 2.0), 1.0, "F", {"F": 1.0})) == 0


def test_disagreement_of_raters() -> None:
    assert disagreement([{"radius": 3, "ulna": 2}, {"radius": 4, "ulna": 2}]) == 0.25
    assert disagreement([{"radius": 0}, {"radius": 8}]) == 1
    assert disagreement([{"radius": 3}, {"ulna": 3}]) == 0


def test_order_and_reasons() -> None:
    films = [
        FilmDoubt("unread"),
        FilmDoubt("sure", "ok", {"radius": SURE, "ulna": SURE}),
        FilmDoubt("torn", "ok", {"radius": TORN, "ulna": SURE}),
        FilmDoubt("no hand", "rejected", {"radius": LOST}),
        FilmDoubt("lost", "review", {"radius": LOST, "ulna": SURE}),
        FilmDoubt("disputed", None, {}, [{"radius": 0}, {"radius": 1}]),
        FilmDoubt("unread too"),
    ]
    ordered = next_films(films)
    assert [film.name for film in ordered] == [
        "lost",
        "torn",
        "disputed",
        "unread",
        "sure",
        "unread too",
        "no hand",
    ]
    assert ordered[0].reasons == ("radius was not found", "the checks ask for a person")
    assert ordered[1].reasons == ("radius is most in doubt",)
    assert ordered[2].reasons == ("raters differ",)
