"""A config that is wrong is refused at once, by name, with what is known."""

from pathlib import Path
from typing import Any

import pytest

from boneage_kp.engine.config_file import parse_overrides, read_config, settings_of
from boneage_kp.engine.settings import ConfigError
from tests.engine.tiny_runs import tiny


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (dict(epoch=3), "key 'epoch' is unknown; did you mean 'epochs'.*Known: model train_data"),
        (dict(epochs=0), "epochs is 0; a whole number from 1"),
        (dict(batch_size=2.0), "batch_size is 2.0; a whole number"),
        (dict(precision="fp16"), "precision is 'fp16'; known: fp32 bf16"),
        (dict(freeze_norm="yes"), "freeze_norm is 'yes'; known: never last_size always"),
        (dict(sizes=[(2, 64)]), "first epochs rising from 0"),
        (dict(sizes=[(0, 100)]), "multiple of 32"),
        (dict(sizes=64), "sizes is 64; wanted"),
        (dict(model="resnet50"), "model is 'resnet50'; a dict"),
    ],
)
def test_wrong_keys_are_refused_by_name(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError, match=f"hands.py: .*{words}"):
        settings_of(tiny(**changes), "hands.py")


def test_what_is_missing_is_named() -> None:
    given = tiny()
    del given["model"]
    with pytest.raises(ConfigError, match="hands.py: lacks model"):
        settings_of(given, "hands.py")


def test_names_with_an_underscore_are_the_config_s_own() -> None:
    assert settings_of(tiny(_half=0.5), "hands.py").epochs == 2


def test_overrides_are_python_values_or_text() -> None:
    texts = ["epochs=3", "sizes=[(0, 64)]", "train_file=a/b.json", "model.aux_heads=False"]
    assert parse_overrides(texts) == {
        "epochs": 3,
        "sizes": [(0, 64)],
        "train_file": "a/b.json",
        "model.aux_heads": False,
    }
    with pytest.raises(ConfigError, match="write KEY=VALUE"):
        parse_overrides(["epochs"])


def test_a_misspelt_override_is_refused_too(root: Path) -> None:
    with pytest.raises(ConfigError, match="'epoch' is unknown; did you mean 'epochs'"):
        read_config(root / "configs/smoke.py", ["epoch=2"])


def test_files_that_are_missing_or_broken_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nothere.py: there is no such config"):
        read_config(tmp_path / "nothere.py")
    broken = tmp_path / "broken.py"
    broken.write_text("epochs = = 2\n")
    with pytest.raises(ConfigError, match="broken.py: cannot be read as a config"):
        read_config(broken)


def test_a_part_may_be_given_as_in_a_config() -> None:
    text = "model.stage_loss=dict(type='StageLoss', focal=dict(gamma=0.0), sizes=[(0, 96)])"
    part = {"type": "StageLoss", "focal": {"gamma": 0.0}, "sizes": [(0, 96)]}
    assert parse_overrides([text]) == {"model.stage_loss": part}


@pytest.mark.parametrize(
    "value", ["dict(type=StageLoss)", "dict(__import__('os'))", "[1, 2", "{a}"]
)
def test_a_part_that_is_misspelt_is_no_text(value: str) -> None:
    with pytest.raises(ConfigError, match="is not written as Python values are"):
        parse_overrides([f"model.stage_loss={value}"])
