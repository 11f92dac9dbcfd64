"""The command: wrong input is told in words with exit code 2."""

from pathlib import Path

import pytest

from boneage_kp.cli.main import main


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["configs/smok.py"], "configs/smok.py: there is no such config"),
        (["configs/smoke.py", "--set", "epoch=2"], "key 'epoch' is unknown; did you mean 'epochs'"),
        (
            ["configs/smoke.py", "--set", "model.backbone.model_name=resnet11"],
            "backbone 'resnet11' is unknown to timm",
        ),
        (["configs/smoke.py", "--resume"], "holds no checkpoint to go on from"),
        (["configs/fpn_r50.py", "--set", "train_file=none.json"], "none.json"),
    ],
)
def test_wrong_input_is_told_with_exit_code_2(
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    words: str,
) -> None:
    monkeypatch.chdir(root)
    assert main(["train", *arguments, "--work-dir", str(tmp_path / "run")]) == 2
    said = capsys.readouterr().err
    assert words in said and "Traceback" not in said
