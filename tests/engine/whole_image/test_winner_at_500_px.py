"""The challenge winner's 500 pixels, from its config to a reading: nothing shrinks them."""

from pathlib import Path

import numpy as np
import pytest
import torch

from boneage_kp.engine.config_file import read_config
from boneage_kp.engine.datasets import build_sets
from boneage_kp.engine.facts import model_facts
from boneage_kp.engine.films import film_of_array
from boneage_kp.engine.parts import MODELS, build
from boneage_kp.engine.train import build_model
from boneage_kp.engine.weights_file import save_weights
from boneage_kp.engine.whole_image.reader import AgeReader
from boneage_kp.models.holistic.recipe import WholeImageSystem
from boneage_kp.schema.records import Sex

CONFIG = "configs/holistic/inception_winner.py"
SIDE_PX = 500
ONE_FILM = ["train_data.length=1", "val_data.length=1", "workers=0", "threads=1"]
# Narrow layers in place of Inception's; size, films, sex and target are the config's own.
NARROW = ["model.backbone.model_name=resnet10t", "model.dense=(8,)"]


def test_inception_itself_has_14_by_14_cells_at_its_config_s_size(root: Path) -> None:
    settings, _ = read_config(root / CONFIG)
    assert settings.last_size_px == SIDE_PX and settings.model["dense"] == (1000, 1000)
    with torch.device("meta"):  # shapes without numbers: nothing is computed
        system: WholeImageSystem = build(settings.model, MODELS)
        image = torch.empty(2, 1, SIDE_PX, SIDE_PX)
        assert system.features(system.seen(image)).shape == (2, 2048, 14, 14)
        assert system(image).age.shape == (2, 1)


def test_films_come_to_training_and_validation_at_that_size(root: Path) -> None:
    settings, _ = read_config(root / CONFIG, ONE_FILM)
    for films in build_sets(settings):
        (parameters,) = {one.parameters.size_px for one in films.datasets}
        assert parameters >= SIDE_PX, "drawn no smaller than they are read"
        assert films[0]["image"].shape == (1, SIDE_PX, SIDE_PX)


def test_weights_of_that_config_read_a_film_at_that_size(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, config = read_config(root / CONFIG, [*ONE_FILM, *NARROW])
    torch.manual_seed(0)
    model = build_model(settings)
    facts = model_facts(model, config.to_dict(), settings.size_px_at(0), "phantoms 1.7 0123")
    path = save_weights(tmp_path / "winner.safetensors", model.state_dict(), facts)
    reader = AgeReader.from_weights([path], "inception_winner", views=2)
    seen: list[tuple[int, ...]] = []
    features = reader.networks[0].model.features

    def watched(image: torch.Tensor) -> torch.Tensor:
        seen.append(tuple(image.shape))
        return features(image)

    monkeypatch.setattr(reader.networks[0].model, "features", watched)
    grey = np.random.default_rng(0).integers(0, 255, (700, 430)).astype(np.uint8)
    reading = reader.read(film_of_array(grey, Sex.FEMALE), with_map=True)
    assert seen == [(2, 1, SIDE_PX, SIDE_PX), (1, 1, SIDE_PX, SIDE_PX)]
    assert np.isfinite(reading.bone_age_months)
    assert reading.map_months is not None and reading.map_months.shape == (512, 315)
