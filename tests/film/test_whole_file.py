"""Files appear whole or not at all."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from boneage_kp.film.whole_file import remove_half_written, whole_text_file, write_whole


def test_nothing_is_left_of_a_failed_write(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("old")
    with pytest.raises(RuntimeError), whole_text_file(path) as text:
        text.write("new")
        text.flush()
        assert path.read_text() == "old"
        raise RuntimeError
    assert path.read_text() == "old" and os.listdir(tmp_path) == ["x.txt"]


def test_nothing_is_left_when_pieces_run_out_badly(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"half"
        raise OSError("disk full")

    path = tmp_path / "a.bin"
    write_whole(path, b"old")
    with pytest.raises(OSError, match="disk full"):
        write_whole(path, pieces())
    assert path.read_bytes() == b"old" and os.listdir(tmp_path) == ["a.bin"]


def test_bytes_and_pieces_replace_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    write_whole(path, b"old")
    write_whole(path, iter([b"n", b"ew"]))
    assert path.read_bytes() == b"new" and os.listdir(tmp_path) == ["a.bin"]


def test_what_a_killed_run_left_is_cleared_and_nothing_else(tmp_path: Path) -> None:
    for name in (".a.bin.x1.half-written", ".keep", "a.half-written"):
        (tmp_path / name).write_text("?")
    remove_half_written(tmp_path)
    assert sorted(os.listdir(tmp_path)) == [".keep", "a.half-written"]


def test_the_old_file_is_replaced_and_its_rights_kept(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("old")
    path.chmod(0o640)
    with whole_text_file(path) as text:
        text.write("neu: é\n")
    assert path.read_bytes() == "neu: é\n".encode() and path.stat().st_mode & 0o777 == 0o640


def test_a_new_file_has_the_rights_of_any_other(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("")
    write_whole(tmp_path / "whole", b"")
    assert (tmp_path / "whole").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("old")
    link = tmp_path / "link.txt"
    link.symlink_to("real.txt")
    with whole_text_file(link) as text:
        text.write("new")
    assert link.is_symlink() and (tmp_path / "real.txt").read_text() == "new"


def test_what_a_rename_would_destroy_is_refused(tmp_path: Path) -> None:
    for target in (Path("/dev/null"), tmp_path, tmp_path / "no" / "x.txt"):
        with pytest.raises(OSError) as caught, whole_text_file(target):
            pass
        assert caught.value.filename
    assert not list(tmp_path.iterdir())
