"""`benchmark` finds what lies in `study`, and hands options on."""

import pytest

from boneage_kp.cli.main import main


def test_the_list_names_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["benchmark", "--help"])
    assert "phantoms" in capsys.readouterr().out


def test_options_reach_the_benchmark(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["benchmark", "phantoms", "--help"])
    assert "--films" in capsys.readouterr().out
    assert main(["benchmark", "phantoms", "--films", "1"]) == 2
    assert "need 2 films" in capsys.readouterr().err
