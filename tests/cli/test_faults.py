"""Bad input becomes words and an exit code; a fault of ours keeps its traceback."""

import json
from pathlib import Path

import pytest

from boneage_kp.cli.faults import run_or_explain
from boneage_kp.data.formats import AnnotationError, Fault
from boneage_kp.schema.records import Sex


def raiser(error: BaseException) -> int:
    raise error


def test_exit_codes_pass_through() -> None:
    assert run_or_explain("x", lambda: 0) == 0
    assert run_or_explain("x", lambda: 1) == 1


def test_our_errors_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    fault = AnnotationError((Fault("a.json", "image 7", '"sex"', "got 'X'", "wanted 'M' or 'F'"),))
    assert run_or_explain("x", lambda: raiser(fault)) == 2
    told = "boneage-kp x: a.json, image 7, \"sex\": got 'X'; wanted 'M' or 'F'\n"
    assert capsys.readouterr().err == told
    assert run_or_explain("x", lambda: [Sex.parse("X")].__len__()) == 2
    assert "sex 'X' is unknown; write F or M" in capsys.readouterr().err


def test_the_system_s_errors_are_told_with_a_cure(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_or_explain("x", lambda: len(Path("/no/such").read_text())) == 2
    err = capsys.readouterr().err
    assert "/no/such: No such file or directory. Check the path" in err


def test_an_interrupt_is_no_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_or_explain("x", lambda: raiser(KeyboardInterrupt())) == 130
    assert "interrupted" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["{", "x"])
def test_a_fault_of_ours_keeps_its_traceback(text: str) -> None:
    with pytest.raises(ValueError):
        run_or_explain("x", lambda: len(json.loads(text)))
    with pytest.raises(KeyError):
        run_or_explain("x", lambda: {}[text])
