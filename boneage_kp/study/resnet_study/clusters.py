"""Features of films on a plane, and whether clusters of them are the sexes or bands of age.

UMAP and k-means are libraries' (umap-learn, scikit-learn), of the extra `study`; they are imported
when they are used. The adjusted Rand index is 1 for the same grouping and about 0 for chance.
"""

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from boneage_kp.evaluation.age import BAND_EDGES_MONTHS

PACKAGES = {"umap": "umap-learn", "sklearn": "scikit-learn"}
LEAST_FILMS = 12
_NEIGHBOURS = 15


@dataclass(frozen=True, eq=False)
class Clusters:
    """One grouping of films that is known, and k-means asked for as many clusters.

    truth, in_plane, in_features:  (N,) names and numbers of groups.
    rand_plane, rand_features:     adjusted Rand indices of the two against the truth.
    """

    truth: np.ndarray
    in_plane: np.ndarray
    in_features: np.ndarray
    rand_plane: float
    rand_features: float


def lacking(films: int) -> str:
    """Why features cannot be drawn; "" when they can."""
    gone = [name for module, name in PACKAGES.items() if importlib.util.find_spec(module) is None]
    if gone:
        return (
            f"Not drawn: {' and '.join(gone)} not installed. pip install 'boneage-kp[study]', then "
            "the same command again; nothing is trained anew."
        )
    if films < LEAST_FILMS:
        return f"Not drawn: {films} films of known sex and age; at least {LEAST_FILMS} are wanted."
    return ""


def plane_of(features: np.ndarray, seed: int = 0) -> np.ndarray:
    """(N, C) features to (N, 2) by UMAP, each feature scaled to spread alike; seed repeats."""
    from umap import UMAP

    neighbours = min(_NEIGHBOURS, len(features) - 1)
    # One thread: with a seed umap-learn takes one anyway, and warns if it was not told so.
    made = UMAP(n_neighbors=neighbours, random_state=seed, n_jobs=1)
    return np.asarray(made.fit_transform(spread_alike(features)), float)


def clusters_of(
    features: np.ndarray, plane: np.ndarray, truth: Sequence[str], seed: int = 0
) -> Clusters:
    """k-means with as many clusters as the truth has groups, in the plane and among the features.

    features:  (N, C); plane: (N, 2); truth: (N,) names of groups.
    """
    from sklearn.cluster import KMeans
    from sklearn.metrics import adjusted_rand_score

    count = len(set(truth))
    in_plane, in_features = (
        KMeans(count, n_init=10, random_state=seed).fit_predict(points)
        for points in (plane, spread_alike(features))
    )
    return Clusters(
        np.array(truth),
        in_plane,
        in_features,
        float(adjusted_rand_score(truth, in_plane)),
        float(adjusted_rand_score(truth, in_features)),
    )


def spread_alike(features: np.ndarray) -> np.ndarray:
    """Each feature less its mean, over its standard deviation; one that never varies is 0."""
    centred = features - features.mean(axis=0)
    spread = centred.std(axis=0)
    return np.divide(centred, spread, out=np.zeros_like(centred), where=spread > 0)


def age_bands(age_months: np.ndarray) -> list[str]:
    """The band of each age, in years, as the age tables have them."""
    edges_years = np.array(BAND_EDGES_MONTHS) / 12
    names = [
        f"{low:g} to {high:g} y" if np.isfinite(high) else f"{low:g} y on"
        for low, high in zip(edges_years, edges_years[1:], strict=False)
    ]
    places = np.clip(np.searchsorted(BAND_EDGES_MONTHS, age_months, "right") - 1, 0, len(names) - 1)
    return [names[place] for place in places]
