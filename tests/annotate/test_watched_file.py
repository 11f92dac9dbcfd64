"""A file that is ours until its content says otherwise."""

import os
from pathlib import Path

from boneage_kp.annotate.watched_file import WatchedFile, digest_of, free_name


def test_content_counts_and_not_the_time(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    watched = WatchedFile(path)
    assert watched.digest is None and not watched.changed()
    path.write_text("{}")
    assert watched.changed()
    watched.note()
    os.utime(path, ns=(1, 1))
    assert not watched.changed()
    path.write_text("[]")  # as long as before
    os.utime(path, ns=(2, 2))
    assert watched.changed()
    path.unlink()
    assert watched.changed()


def test_replacing_is_our_own_change_and_keeps_the_rights(tmp_path: Path) -> None:
    path, beside = tmp_path / "a.json", tmp_path / "b.json"
    path.write_text("old")
    path.chmod(0o640)
    beside.write_text("new")
    watched = WatchedFile(path)
    watched.replace_by(beside)
    assert path.read_text() == "new" and not watched.changed()
    assert watched.digest == digest_of(path) and not beside.exists()
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o640


def test_copies_aside_never_overwrite_one_another(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    watched = WatchedFile(path)
    assert watched.copy_aside("bak", numbered=False) is None  # there is nothing yet
    path.write_text("1")
    first = watched.copy_aside("foreign", numbered=True)
    path.write_text("2")
    second = watched.copy_aside("foreign", numbered=True)
    assert first is not None and second is not None
    assert (first.name, second.name) == ("a.json.foreign-1.json", "a.json.foreign-2.json")
    assert (first.read_text(), second.read_text()) == ("1", "2")
    assert free_name(path, "foreign", ".json").name == "a.json.foreign-3.json"
