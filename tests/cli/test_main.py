"""`boneage-kp` itself: commands are found as files, imported only when run, named on a miss."""

import subprocess
import sys
from pathlib import Path

import pytest

from boneage_kp.cli.main import commands, main

ROOT = Path(__file__).parents[2]


def test_every_command_has_the_shape() -> None:
    import importlib

    known = commands()
    assert "score" in known
    for name, (module_name, summary) in known.items():
        module = importlib.import_module(f"boneage_kp.cli.{module_name}")
        assert name == module_name.replace("_", "-") and 10 < len(summary) < 100
        assert callable(module.add_arguments) and callable(module.run)


def test_every_command_answers_help(capsys: pytest.CaptureFixture[str]) -> None:
    for name in commands():
        with pytest.raises(SystemExit) as caught:
            main([name, "--help"])
        assert caught.value.code == 0
        assert f"usage: boneage-kp {name}" in capsys.readouterr().out


def test_commands_are_found_without_importing(tmp_path: Path) -> None:
    (tmp_path / "new_thing.py").write_text('NAME = "new-thing"\nSUMMARY = "x"\nimport no_such\n')
    (tmp_path / "support.py").write_text('"""No command: it has no NAME."""\nSUMMARY = "x"\n')
    assert commands(tmp_path) == {"new-thing": ("new_thing", "x")}


@pytest.mark.parametrize("arguments", [[], ["--help"], ["help"]])
def test_the_overview(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert main(arguments) == 0
    out = capsys.readouterr().out
    assert "not a medical device" in out
    assert all(f"  {name} " in out for name in commands())


def test_an_unknown_command_lists_the_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scoer"]) == 2
    err = capsys.readouterr().err
    assert "'scoer' is unknown. Did you mean 'score'?" in err and "known commands:" in err


def test_a_wrong_option_exits_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["score", "--nonsense"])
    assert caught.value.code == 2
    assert "--nonsense" in capsys.readouterr().err


def test_tools_and_python_m_say_the_same() -> None:
    """The same command by its two names, started as a person would."""
    arguments = ["--sex", "F", "radius=K"]
    runs = [
        subprocess.run(
            [sys.executable, *start, *arguments], capture_output=True, text=True, cwd=ROOT, env=ENV
        )
        for start in (["tools/score.py"], ["-m", "boneage_kp", "score"])
    ]
    assert runs[0].returncode == runs[1].returncode == 2
    assert runs[0].stderr == runs[1].stderr and "stage 'K'" in runs[0].stderr


ENV = {"PYTHONPATH": str(ROOT), "PATH": ""}
