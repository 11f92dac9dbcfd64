"""Parts from dictionaries: what is wrong is said with everything that would have been right."""

import pytest

from boneage_kp.engine.parts import HOOKS, MODELS
from boneage_kp.registry import build, unknown_argument


def test_a_finished_part_stays_as_it_is() -> None:
    part = object()
    assert build(part, MODELS) is part


def test_a_miss_lists_ours_and_the_parent_s() -> None:
    with pytest.raises(ValueError) as refusal:
        build(dict(type="CsvLogHok"), HOOKS)
    text = str(refusal.value)
    assert text.startswith("hook 'CsvLogHok' is unknown; known here: ")
    assert text.endswith(". Did you mean 'CsvLogHook'?")
    ours, theirs = text.split("; of mmengine: ")
    assert all(name in ours for name in ("CsvLogHook", "CurvesHook", "WeightsHook"))
    assert "EMAHook" in theirs and "EMAHook" not in ours
    assert " more. " in theirs, "a long list is cut, and says so"


def test_a_near_name_of_the_parent_is_told() -> None:
    with pytest.raises(ValueError, match="Did you mean 'EmptyCacheHook'"):
        build(dict(type="EmptyCachHook"), HOOKS)


def test_an_argument_that_is_not_taken_is_refused_with_those_that_are() -> None:
    with pytest.raises(ValueError) as refusal:
        build(dict(type="FocalBce", gama=2), MODELS)
    words = "argument 'gama' is unknown; did you mean 'gamma'? It takes: alpha gamma"
    assert str(refusal.value) == f"model 'FocalBce' could not be built: {words}"


def test_what_takes_anything_refuses_nothing() -> None:
    assert unknown_argument(lambda **given: given, ["whatever"]) is None
    assert unknown_argument(lambda: 0, ["whatever"]) is not None
