"""Clusters of features: what belongs together is found, and chance is called chance."""

import numpy as np
import pytest

from boneage_kp.study.resnet_study import clusters as module
from boneage_kp.study.resnet_study.clusters import (
    age_bands,
    clusters_of,
    lacking,
    plane_of,
    spread_alike,
)


def two_heaps(count: int = 40, channels: int = 6) -> tuple[np.ndarray, list[str]]:
    """(N, C) features in two heaps far apart, and the heap of each."""
    dice = np.random.default_rng(5)
    truth = [("left", "right")[place % 2] for place in range(count)]
    features = dice.normal(size=(count, channels))
    features[1::2, :3] += 12
    return features, truth


def test_clusters_that_are_groups_have_a_rand_index_of_1() -> None:
    pytest.importorskip("sklearn", reason="scikit-learn is not installed (extra: study)")
    features, truth = two_heaps()
    found = clusters_of(features, features[:, :2], truth)
    assert found.rand_plane == found.rand_features == 1
    assert len(set(found.in_plane)) == 2 and found.truth.tolist() == truth
    other = ["up" if place % 4 < 2 else "down" for place in range(len(truth))]
    assert abs(clusters_of(features, features[:, :2], other).rand_plane) < 0.1


def test_features_of_any_unit_count_alike() -> None:
    scaled = spread_alike(np.array([[1.0, 900.0, 7.0], [3.0, 100.0, 7.0]]))
    assert scaled.tolist() == [[-1, 1, 0], [1, -1, 0]]


def test_bands_are_those_of_the_age_tables() -> None:
    bands = age_bands(np.array([0.0, 59.9, 60.0, 131.0, 168.0, 240.0]))
    assert bands == ["0 to 5 y", "0 to 5 y", "5 to 8 y", "8 to 11 y", "14 y on", "14 y on"]


def test_what_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PACKAGES", {"no_such_module": "umap-learn"})
    assert lacking(100).startswith("Not drawn: umap-learn not installed. pip install")
    monkeypatch.setattr(module, "PACKAGES", {})
    assert lacking(12) == "" and "11 films" in lacking(11)


def test_umap_keeps_heaps_apart_and_repeats() -> None:
    pytest.importorskip("umap", reason="umap-learn is not installed (extra: study)")
    pytest.importorskip("sklearn", reason="scikit-learn is not installed (extra: study)")
    features, truth = two_heaps()
    plane = plane_of(features, seed=3)  # umap-learn compiles itself here: most of the time
    assert plane.shape == (40, 2) and np.isfinite(plane).all()
    assert np.array_equal(plane, plane_of(features, seed=3))
    assert clusters_of(features, plane, truth).rand_plane == 1
