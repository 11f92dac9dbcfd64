"""The options that all sweeps have: every command refuses bad ones before it reads or writes."""

from pathlib import Path

import pytest

from boneage_kp.cli.main import main

SWEEPS = (["search", "c.py"], ["tj-net-transfer", "c.py", "--from", "w"], ["resnet-study", "c.py"])


@pytest.mark.parametrize("sweep", SWEEPS, ids=lambda sweep: sweep[0])
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--steps", "0"], "--steps 0: a whole number from 1"),
        (["--validation", "0"], "--validation 0: a whole number from 1"),
        (["--budget", "-1"], "--budget -1.0: minutes from 0"),
        (["--seeds", "1", "1"], "--seeds [1, 1]: different whole numbers"),
    ],
)
def test_bad_options_are_refused_with_nothing_run(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    sweep: list[str],
    options: list[str],
    words: str,
) -> None:
    assert main(["benchmark", *sweep, "--output", str(tmp_path / "out"), *options]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
