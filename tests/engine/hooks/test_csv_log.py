from pathlib import Path

from boneage_kp.engine.hooks.csv_log import read_rows, write_row


def test_rows_of_one_epoch_become_one_and_columns_may_come_later(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    write_row(path, {"epoch": 1, "loss": 2.5})
    write_row(path, {"epoch": 2, "loss": 1.5})
    write_row(path, {"epoch": 2, "pck": 90.0})
    assert read_rows(path) == [
        {"epoch": "1", "loss": "2.5", "pck": ""},
        {"epoch": "2", "loss": "1.5", "pck": "90.0"},
    ]


def test_a_resumed_run_forgets_what_came_after_its_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    for epoch in (1, 2, 3):
        write_row(path, {"epoch": epoch, "loss": epoch / 2})
    write_row(path, {"epoch": 2, "loss": 9.0})
    assert [row["loss"] for row in read_rows(path)] == ["0.5", "9.0"]
