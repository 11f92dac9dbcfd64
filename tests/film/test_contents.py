"""Names and things that are no plain files: a reason each, and nobody waits."""

import errno
import os
import socket
from pathlib import Path

import cv2
import numpy as np
import pytest

from boneage_kp.film.contents import file_bytes
from boneage_kp.film.error import FilmError, shown
from boneage_kp.film.image import read_grey
from boneage_kp.film.limits import FilmLimits
from boneage_kp.film.read import read_film

GREY = np.arange(24 * 40, dtype=np.uint16).reshape(24, 40)


@pytest.mark.parametrize(
    "name",
    ["a film.png", "two\nlines.png", "Röntgen 手.png", "no ending", "-o.png", "\udcff\udcfe.png"],
)
def test_any_name_is_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(cv2.imencode(".png", GREY)[1].tobytes())
    for film in (read_grey(path), read_film(path).grey):
        np.testing.assert_array_equal(film, GREY)


@pytest.mark.parametrize("name", ["two\nlines.png", "\udcff.png", "a\x1b[31mred.png", "nul\0.png"])
def test_the_message_can_be_printed_whatever_the_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(FilmError) as told:
        read_film(tmp_path / name)
    words = str(told.value)
    assert words.isprintable() and words.encode() and "there is no such file" in words


def test_names_are_shown_as_they_are_where_that_does_no_harm() -> None:
    assert shown("Röntgen 手 'a b'.png") == "Röntgen 手 'a b'.png"


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder.png").mkdir()
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "loop.png").symlink_to(tmp_path / "loop.png")
    (tmp_path / "gone.png").symlink_to(tmp_path / "nowhere.png")
    (tmp_path / "empty.png").touch()
    (tmp_path / "plain").touch()
    told = {
        "folder.png": "is a folder",
        "pipe.png": "is a pipe, socket or device",
        "loop.png": "leads back to itself",
        "gone.png": "there is no such file",
        "empty.png": "the file is empty",
        "plain/film.png": "a folder in its path is a file",
        "x" * 400: "the name is too long",
    }
    for name, words in told.items():
        for apart in (True, False):
            with pytest.raises(FilmError, match=words):
                read_film(tmp_path / name, apart=apart)
    with pytest.raises(FilmError, match="is a pipe, socket or device"):
        read_film("/dev/zero")


def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("film.png")
        with pytest.raises(FilmError, match="is a pipe, socket or device"):
            read_film("film.png")


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "film.png"
    path.write_bytes(b"x")

    def refuse(*_: object) -> int:  # rights do not hold for root, whom tests may run as
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(FilmError, match="permission denied"):
        file_bytes(path)


def test_length_is_looked_at_before_reading(tmp_path: Path) -> None:
    path = tmp_path / "film.png"
    with path.open("wb") as file:
        file.truncate(2**40)  # takes no room on disk
    with pytest.raises(FilmError, match="has 1048576 MB; files of at most 400 MB"):
        file_bytes(path)
    with pytest.raises(FilmError, match="at most 0 MB"):
        file_bytes(path, FilmLimits(file_bytes=10))


def test_a_file_below_a_folder_that_moved_on_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The decoding process stays where it started; paths are told to it in full."""
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        grey = GREY + np.uint16(folder == "b")
        (tmp_path / folder / "film.png").write_bytes(cv2.imencode(".png", grey)[1].tobytes())
    for folder in ("a", "b"):
        monkeypatch.chdir(tmp_path / folder)
        assert read_film("film.png").grey[0, 0] == (folder == "b")
