"""What a sweep leaves: its table, and in words how many runs are to come."""

import json
from pathlib import Path

import pytest

from boneage_kp.study.sweep.results import write_table


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (0, ""),
        (1, "\n1 run is not done; the same command goes on with it.\n"),
        (2, "\n2 runs are not done; the same command goes on with them.\n"),
    ],
)
def test_the_table_says_what_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], left: int, said: str
) -> None:
    write_table(tmp_path, "search", "2 phantoms.", "| a |\n", [{"a": 1}], left)
    text = (tmp_path / "search.md").read_text()
    assert text == f"2 phantoms.\n\n| a |\n{said}"
    assert capsys.readouterr().out == f"\n{text}\n"
    document = json.loads((tmp_path / "search.json").read_text())
    assert document == {"conditions": "2 phantoms.", "runs_left": left, "rows": [{"a": 1}]}
