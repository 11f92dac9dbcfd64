"""Hundreds of phantoms with every nuisance at double strength: none may fail, none may be wrong.

What goes wrong here goes wrong in long runs. The message names the film, to be drawn again by
`generate(hard(size_px, mode, often), SEED, index)`.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from boneage_kp.data.checks import check_set
from boneage_kp.data.formats import coco
from boneage_kp.phantom.film_parameters import Nuisance
from boneage_kp.phantom.generate import generate
from boneage_kp.phantom.parameters import PhantomParameters
from boneage_kp.schema.records import HandRecord

SEED = 77
STRENGTH = 2.0
# Sizes, modes, and whether rare nuisances come often, so that they also meet each other.
KINDS = tuple(product((128, 160, 192, 256), ("natural", "balanced"), (False, True)))


@cache
def hard(size_px: int, mode: str, often: bool) -> PhantomParameters:
    """Every nuisance at STRENGTH, any turn; with `often` each on at least 35 % of films."""
    given = {"size_px": size_px, "sampling.mode": mode}
    parameters = PhantomParameters.from_mapping(given)
    groups = {}
    for title in ("anatomy", "pose", "film"):
        group = getattr(parameters, title)
        old = {n: v for n, v in vars(group).items() if isinstance(v, Nuisance)}
        least = 0.35 if often else 0.0
        new = {n: Nuisance(max(v.probability, least), STRENGTH) for n, v in old.items()}
        groups[title] = replace(group, **new)
    pose = replace(groups["pose"], any_turn=Nuisance(0.5, STRENGTH))
    groups["pose"] = pose
    return replace(parameters, **groups)


def fault_of(image: np.ndarray, record: HandRecord) -> str | None:
    """What is wrong with a film or its labels, in a few words."""
    if image.shape != record.size_hw:
        return f"image {image.shape}, record {record.size_hw}"
    if int(image.max()) - int(image.min()) < 4:  # washed out and few levels at once leave 8
        return f"nearly constant, {image.min()} to {image.max()}"
    height, width = record.size_hw
    for name, label in record.bones.items():
        if label.absent != (label.xy_px is None):
            return f"{name}: {label}"
        if label.xy_px and not (0 <= label.xy_px[0] < width and 0 <= label.xy_px[1] < height):
            return f"{name} lies outside the film: {label.xy_px}"
    return None


@pytest.mark.timeout(900)
def test_no_phantom_fails_and_all_can_be_read(
    tmp_path: Path, count: Callable[[int, int], int]
) -> None:
    faults, records = [], []
    for index in range(count(3000, 304)):
        kind = KINDS[index % len(KINDS)]
        try:
            phantom = generate(hard(*kind), SEED, index)
        except Exception as error:  # any kind: all of them are told together
            faults.append(f"{index} {kind}: {error!r}")
            continue
        fault = fault_of(phantom.image, phantom.record)
        if fault:
            faults.append(f"{index} {kind}: {fault}")
        records.append(phantom.record)
    assert faults == []
    path = tmp_path / "annotations.json"
    coco.write(records, path)
    checked = check_set(path, look_at_images=False)
    assert checked.hands is not None and checked.faults.count == 0, checked.faults
    assert len(checked.hands.records) == len(records)
