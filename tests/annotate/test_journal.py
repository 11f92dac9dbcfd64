"""The journal: torn at any byte, it gives back every whole line before the tear."""

from pathlib import Path

import pytest

from boneage_kp.annotate.journal import Journal, read_journal


def written(path: Path, count: int = 4) -> Journal:
    journal = Journal(path)
    journal.restart("base", 0)
    for number in range(count):
        journal.append({"action": f"a{number}", "text": "häkchen \n"})
    return journal


def test_torn_anywhere_the_whole_lines_stay(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    written(path).close()
    content = path.read_bytes()
    ends = [i + 1 for i, byte in enumerate(content) if byte == ord("\n")]
    for cut in range(ends[0], len(content) + 1):
        path.write_bytes(content[:cut])
        kept = read_journal(path)
        assert kept is not None
        assert len(kept.entries) == sum(end <= cut for end in ends) - 1


def test_a_damaged_line_ends_it(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    written(path).close()
    content = path.read_bytes().replace(b'"a2"', b'"a9"')
    path.write_bytes(content)
    kept = read_journal(path)
    assert kept is not None and [entry["action"] for _, entry in kept.entries] == ["a0", "a1"]


def test_resuming_cuts_the_torn_end_off(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    written(path).close()
    path.write_bytes(path.read_bytes() + b"0badbad0 {torn")
    kept = read_journal(path)
    assert kept is not None
    journal = Journal(path)
    journal.resume(kept, 2)
    assert journal.pending == 2
    journal.append({"action": "after"})
    journal.close()
    again = read_journal(path)
    assert again is not None
    assert [entry["action"] for entry in again.after(2)] == ["a2", "a3", "after"]


def test_either_side_of_the_rename_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    journal = written(path)
    journal.mark_written("new", 3)
    kept = read_journal(path)
    assert kept is not None and kept.bases == {"base": 0, "new": 3}
    assert [entry["action"] for entry in kept.after(kept.bases["new"])] == ["a3"]
    journal.restart("new", 3)
    journal.close()
    kept = read_journal(path)
    assert kept is not None and kept.bases == {"new": 3} and len(kept.entries) == 1


def test_a_full_disk_leaves_it_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "journal"
    journal = written(path)
    before = path.read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError):
        journal.append({"action": "lost"})
    monkeypatch.undo()
    assert path.read_bytes() == before and journal.pending == 4
    journal.append({"action": "next"})
    journal.close()
    kept = read_journal(path)
    assert kept is not None and kept.entries[-1] == (5, {"action": "next"})
