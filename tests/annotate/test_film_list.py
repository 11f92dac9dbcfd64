"""Names of films carry no path, addresses stay the same, nothing outside is served."""

from pathlib import Path

import pytest

from boneage_kp.annotate.film_list import FilmList, film_id
from boneage_kp.schema.records import Sex


def files(folder: Path, *names: str) -> list[Path]:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")
    return [folder / name for name in names]


def test_found_by_id_and_by_name_in_the_order_given(tmp_path: Path) -> None:
    paths = files(tmp_path, "b/two.png", "a one.png")
    films = FilmList(tmp_path, [(path, Sex.MALE, 99.0) for path in [*paths, paths[0]]])
    assert [film.name for film in films] == ["b/two.png", "a one.png"]  # each once
    one = films.named("a one.png")
    assert one is not None and films.get(one.id) == one and one.id == film_id("a one.png")
    assert (one.sex, one.age_months, films.path_of(one)) == (Sex.MALE, 99.0, paths[1])
    assert films.get("0" * 16) is None and films.named("two.png") is None


def test_an_id_is_of_the_name_alone() -> None:
    assert film_id("a/1.png") != film_id("a/2.png")
    assert len(film_id("\udcff.png")) == 16  # a name that is no UTF-8


def test_what_lies_outside_is_left_out(tmp_path: Path) -> None:
    (outside,) = files(tmp_path / "elsewhere", "x.png")
    (inside,) = files(tmp_path / "films", "in.png")
    link = tmp_path / "films" / "link.png"
    loop = tmp_path / "films" / "loop.png"
    try:
        link.symlink_to(outside)
        loop.symlink_to(loop)
    except OSError:
        pytest.skip("no symbolic links here")
    paths = [inside, link, loop, outside]
    films = FilmList(tmp_path / "films", [(path, None, None) for path in paths])
    assert [film.name for film in films] == ["in.png"]
    assert set(films.left_out) >= {"link.png", "../elsewhere/x.png"}
    film = films.named("in.png")
    assert film is not None
    inside.unlink()
    inside.symlink_to(outside)
    assert films.path_of(film) is None
