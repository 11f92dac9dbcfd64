"""A misspelt name deep in a config is refused with its place, the nearest name and all known."""

from pathlib import Path
from typing import Any

import pytest

from boneage_kp.engine.config_file import read_config, settings_of
from boneage_kp.engine.config_parts import check_parts
from boneage_kp.engine.settings import ConfigError
from tests.engine.tiny_runs import tiny

BACKBONE = dict(type="TimmBackbone", model_name="resnet10t")
PIPELINE = [dict(type="RandomTone"), dict(type="RandomWarp", size=64, degres=9)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            dict(model=dict(bakcbone=BACKBONE)),
            "model: BoneDetector: argument 'bakcbone' is unknown; did you mean 'backbone'? "
            "It takes: backbone standard codec neck",
        ),
        (
            dict(model=dict(backbone={**BACKBONE, "model": "x"})),
            "model.backbone: TimmBackbone: argument 'model' is unknown",
        ),
        (
            dict(model=dict(backbone=dict(type="TimBackbone"))),
            "Did you mean 'TimmBackbone'?",
        ),
        (dict(model=dict(backbone=BACKBONE, neck=dict(width=8))), "did you mean 'widths'?"),
        (
            dict(model=dict(backbone=BACKBONE, stage_loss=dict(type="StageLoss", levl=0))),
            "model.stage_loss: StageLoss: argument 'levl' is unknown; did you mean 'level'?",
        ),
        (
            dict(model=dict(backbone=BACKBONE, codec=dict(type="DiscCodec", strid=2))),
            "model.codec: DiscCodec: argument 'strid' is unknown; did you mean 'stride'?",
        ),
        (
            dict(train_data=dict(type="PhantomDataset", lenght=4)),
            "train_data: PhantomDataset: argument 'lenght' is unknown; did you mean 'length'? "
            "It takes: length parameters pipeline",
        ),
        (
            dict(val_data=dict(type="PhantomDataset", length=2, pipeline=PIPELINE)),
            "val_data.pipeline[1]: RandomWarp: argument 'degres' is unknown; did you mean "
            "'degrees'?",
        ),
        (
            dict(
                train_data=dict(
                    type="MixedDataset", datasets=[dict(type="PhantomDataset", lenth=1)]
                )
            ),
            "train_data.datasets[0]: PhantomDataset: argument 'lenth'",
        ),
        (
            dict(optimizer=dict(type="AdamW", lrr=1e-3)),
            "optimizer: AdamW: argument 'lrr' is unknown; did you mean 'lr'?",
        ),
        (
            dict(schedule=dict(name="cosine", warm_steps=3)),
            "schedule: cosine: argument 'warm_steps' is unknown; did you mean 'warmup_steps'?",
        ),
        (
            dict(hooks=dict(csv=dict(type="CsvLogHok"))),
            "hooks.csv: type 'CsvLogHok' is unknown; known here: CsvLogHook, CurvesHook, ",
        ),
        (
            dict(hooks=dict(look=dict(type="PredictionsHook", film=6))),
            "hooks.look: PredictionsHook: argument 'film' is unknown; did you mean 'films'?",
        ),
    ],
)
def test_a_misspelt_name_is_refused_with_its_place(changes: dict[str, Any], words: str) -> None:
    settings = settings_of(tiny(**changes), "tiny")
    with pytest.raises(ConfigError) as refusal:
        check_parts(settings)
    assert words in str(refusal.value)


def test_a_config_as_it_should_be_passes() -> None:
    check_parts(settings_of(tiny(), "tiny"))
    # A hook of mmengine's own, and one that a base put in and a leaf took out.
    check_parts(settings_of(tiny(hooks=dict(a=dict(type="EmptyCacheHook"), b=None)), "tiny"))


def test_the_command_line_is_looked_at_as_the_file_is(root: Path) -> None:
    with pytest.raises(ConfigError, match=r"smoke\.py: train_data: CachedDataset: .*'repat'"):
        read_config(root / "configs/smoke.py", ["train_data.repat=2"])
