"""Files appear whole or not at all."""

import os
from pathlib import Path

import pytest

from boneage_kp.data.formats.whole_file import whole_text_file


def test_nothing_is_left_of_a_failed_write(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("old")
    with pytest.raises(RuntimeError), whole_text_file(path) as text:
        text.write("new")
        text.flush()
        assert path.read_text() == "old"
        raise RuntimeError
    assert path.read_text() == "old" and os.listdir(tmp_path) == ["x.txt"]


def test_the_old_file_is_replaced_and_its_rights_kept(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("old")
    path.chmod(0o640)
    with whole_text_file(path) as text:
        text.write("neu: é\n")
    assert path.read_bytes() == "neu: é\n".encode() and path.stat().st_mode & 0o777 == 0o640


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
