"""Every config builds and takes one step on two phantoms; the light ones keep to their budget."""

import ast
from pathlib import Path
from typing import Any

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from boneage_kp.engine.config_file import read_config, settings_of
from boneage_kp.engine.datasets import build_sets
from boneage_kp.engine.loaders import build_loader
from boneage_kp.engine.optimizer import build_optim_wrapper
from boneage_kp.engine.schedule import build_schedule
from boneage_kp.engine.settings import field_names
from boneage_kp.engine.tasks.known import task_of
from boneage_kp.engine.train import build_model
from boneage_kp.models.detector import BoneDetector

FOLDER = Path(__file__).parents[1] / "configs"
CONFIGS = sorted(
    str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.py") if path.parent.name != "_base_"
)
# Two steps of two phantoms at a small size: the network and the losses are the config's own.
SMALL = ["batch_size=2", "val_file=None", "workers=0"]
LEAST_PX = {"holistic": 96}  # by folder; Inception leaves nothing of 64 px


def two_phantoms(given: dict[str, Any]) -> dict[str, Any]:
    """A dataset of the config, cut down to two hands."""
    if "dataset" in given:
        return {**given, "dataset": two_phantoms(given["dataset"]), "repeat": 1}
    return {**given, "length": 2}


@pytest.mark.parametrize("name", CONFIGS)
def test_it_builds_and_takes_a_step(name: str) -> None:
    size_px = LEAST_PX.get(Path(name).parts[0], 64)
    settings, config = read_config(FOLDER / name, [*SMALL, f"sizes=[(0, {size_px})]"])
    given = config.to_dict()
    for key in ("train_data", "val_data"):
        given[key] = two_phantoms(given[key])
    settings = settings_of(given, name)
    train_set, val_set = build_sets(settings)
    assert len(train_set) == len(val_set) == 2
    model = build_model(settings)
    task = task_of(model)
    task.prepare(model, settings, train_set.datasets[-1])
    wrapper = build_optim_wrapper(model, settings)
    assert build_schedule(settings.schedule, 100, settings.optimizer["lr"])
    assert settings.best_metric in task.figures
    first = next(model.parameters())
    before = first.detach().clone()
    batch = next(iter(build_loader(train_set, 2, shuffle=True, batch_of=task.collate)))
    losses = model.train().train_step(batch, wrapper)
    assert all(torch.isfinite(value) for value in losses.values())
    assert not torch.equal(before, first), "one step moves the first layer's weights"
    where_or_age = model.eval().val_step(batch)[0]
    assert torch.isfinite(where_or_age).all()


def giga_macs(run: Any, *given: torch.Tensor) -> float:
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        run(*given)
    return counter.get_total_flops() / 2e9


def costs(name: str) -> tuple[float, float]:
    """GMAC of the backbone, and of neck and heads, at 256 px."""
    settings, _ = read_config(FOLDER / name)
    model: BoneDetector = build_model(settings).eval()
    image = torch.zeros(1, 1, 256, 256)
    backbone = giga_macs(model.backbone, image)
    return backbone, giga_macs(model, image) - backbone


@pytest.mark.parametrize("name", ["fpn_mnv4.py", "finder.py"])
def test_light_necks_and_heads_cost_no_more_than_their_backbone(name: str) -> None:
    backbone, rest = costs(name)
    assert 0 < rest <= backbone


def test_neck_and_heads_of_the_system_stay_within_20_gmac_at_1024_px() -> None:
    backbone, rest = (cost * 16 for cost in costs("fpn_r50.py"))
    assert rest <= 20
    assert rest <= 0.2 * (backbone + rest)


def test_every_ablation_of_the_list_is_there() -> None:
    wanted = "no_region no_any cross_entropy no_aux no_level seed_literal_location"
    wanted += " seed_literal_stage sigmoid_stage no_local_contrast pooled_stage"
    there = {path.stem for path in (FOLDER / "ablation").glob("*.py")}
    assert set(wanted.split()) <= there


@pytest.mark.parametrize("name", CONFIGS)
def test_one_level_of_bases_and_then_the_leaf(name: str) -> None:
    """A reader opens the leaf and what it names, and has seen everything."""
    bases = [FOLDER / name]
    for text in _bases_of(FOLDER / name):
        base = ((FOLDER / name).parent / text).resolve()
        assert base.parent == FOLDER / "_base_", f"{name} builds on {text}"
        assert not _bases_of(base), f"{text} builds on others again"
        bases.append(base)
    assert all(path.is_file() for path in bases)


def _bases_of(path: Path) -> list[str]:
    """The `_base_` of a config as it stands there."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_base_":
            return ast.literal_eval(node.value)
    return []


def test_each_ablation_changes_one_key_of_the_model() -> None:
    base, _ = read_config(FOLDER / "ablation/base.py")
    for path in (FOLDER / "ablation").glob("*.py"):
        settings, _ = read_config(path)
        for key in field_names():
            same = getattr(settings, key) == getattr(base, key)
            assert same or (key == "model" and path.stem != "base"), f"{path.name} changes {key}"
