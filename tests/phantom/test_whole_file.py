"""Whole files: replaced in one step, no remains after a failure."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from boneage_kp.phantom.whole_file import remove_half_written, write_whole


def test_content_is_replaced_in_one_step(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    write_whole(path, b"old")
    write_whole(path, iter([b"n", b"ew"]))
    assert path.read_bytes() == b"new"
    assert [p.name for p in tmp_path.iterdir()] == ["a.bin"]


def test_a_failure_leaves_the_old_content(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"half"
        raise OSError("disk full")

    path = tmp_path / "a.bin"
    write_whole(path, b"old")
    with pytest.raises(OSError, match="disk full"):
        write_whole(path, pieces())
    assert path.read_bytes() == b"old"
    remove_half_written(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["a.bin"]
