from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from boneage_kp.evaluation.centred import axes, axis_ends, centred_result, centred_share
from boneage_kp.evaluation.keypoints import keypoint_result
from boneage_kp.evaluation.pairs import PointPairs
from boneage_kp.evaluation.spread import pck, spread
from boneage_kp.schema.hand import HAND


def test_a_shift_along_the_finger_goes_and_one_across_stays(point_pairs: PointPairs) -> None:
    along = axes(point_pairs) * 25.0
    across = along[..., ::-1] * (1, -1)
    shifted = replace(point_pairs, found_px=point_pairs.truth_px + along)
    errors, shift = centred_share(shifted)
    assert np.abs(errors).max() < 1e-12
    assert shift == pytest.approx(np.full((2, 13), 0.025))
    errors, _ = centred_share(replace(point_pairs, found_px=point_pairs.truth_px + across))
    assert errors == pytest.approx(np.full((2, 13), 0.025))


def test_each_source_is_centred_by_itself_and_misses_stay(point_pairs: PointPairs) -> None:
    along = axes(point_pairs)
    found_px = point_pairs.truth_px + along * np.array([30.0, -10.0])[:, None, None]
    found_px[1, 6] = np.nan
    result = centred_result(replace(point_pairs, found_px=found_px, sources=("x", "y")))
    assert result.shifts["x/radius"] == pytest.approx(0.03)
    assert result.shifts["y/radius"] == pytest.approx(-0.01)
    assert "y/pp3" not in result.shifts
    assert result.by_source["y"].share.missed == 1
    assert result.overall.pck[0.02] == pytest.approx(25 / 26)
    assert result.by_bone["pp3"].pck[0.02] == 0.5


def test_axes_follow_the_finger_and_fall_back_on_another() -> None:
    assert axis_ends("ulna") == ("radius", "dp3")
    assert axis_ends("mc1") == ("mc1", "pp1")
    assert axis_ends("mp5") == ("pp5", "dp5")


def test_a_film_with_one_point_is_not_centred_but_counted(point_pairs: PointPairs) -> None:
    point_pairs.truth_px[:, 1:] = np.nan
    result = centred_result(point_pairs)
    assert result.without_axis == 2
    assert result.overall.share.median == pytest.approx(0.005)


def random_case(seed: int) -> tuple[PointPairs, dict, dict]:
    """Films of three sources with unlabelled points and misses, as arrays and as two files."""
    rng = np.random.default_rng(seed)
    n, k = 23, len(HAND)
    truth_px = rng.uniform(100, 1500, (n, k, 2)).round(1)
    labelled = rng.random((n, k)) > 0.25
    labelled[:, [HAND.index_of(name) for name in ("pp3", "dp3")]] = True
    found_px = (truth_px + rng.normal(0, 25, (n, k, 2)) + rng.normal(0, 20, (1, k, 2))).round(3)
    missed = rng.random((n, k)) < 0.15
    length_px = rng.uniform(900, 1400, n).round(1)
    sources = [f"source {i}" for i in rng.integers(0, 3, n)]
    files = [f"images/{i}.png" for i in range(n)]
    truth = {
        "categories": [{"id": 1, "keypoints": list(HAND.names)}],
        "images": [{"id": i + 1, "file_name": files[i]} for i in range(n)],
        "annotations": [
            {
                "image_id": i + 1,
                "keypoints": [
                    value
                    for j in range(k)
                    for value in ((*truth_px[i, j].tolist(), 2) if labelled[i, j] else (0, 0, 0))
                ],
                "hand_length_px": float(length_px[i]),
                "point_source": sources[i],
            }
            for i in range(n)
        ],
    }
    found_px[missed] = np.nan
    found_px[4] = np.nan  # a film that is not in the file of predictions
    predictions = {
        files[i]: {
            "bones": {
                name: found_px[i, j].tolist()
                for j, name in enumerate(HAND.names)
                if np.isfinite(found_px[i, j]).all()
            }
        }
        for i in range(n)
        if i != 4
    }
    truth_px[~labelled] = np.nan
    nothing = np.full(n, np.nan)
    pairs = PointPairs(
        bones=HAND.names,
        truth_px=truth_px,
        absent=np.zeros((n, k), bool),
        found_px=found_px,
        confidence=np.full((n, k), np.nan),
        hand_length_px=length_px,
        spacing_mm=nothing,
        area_px2=nothing,
        sources=tuple(sources),
    )
    return pairs, truth, predictions


@pytest.mark.parametrize("seed", [3, 8])
def test_raw_and_centred_errors_equal_the_yardstick(
    seed: int, yardstick: Callable[[dict, dict], dict]
) -> None:
    pairs, truth, predictions = random_case(seed)
    wanted = yardstick(truth, predictions)
    radii = (0.02, 0.03, 0.04, 0.06)
    points, centred = keypoint_result(pairs, radii), centred_result(pairs, radii)
    for group in ("all", *HAND.names):
        raw = points.overall if group == "all" else points.by_bone[group]
        own = centred.overall if group == "all" else centred.by_bone[group]
        check_group(raw.pck, raw.share, wanted[group]["raw"])
        check_group(own.pck, own.share, wanted[group]["centred"])
    errors, _ = centred_share(pairs)
    for source, own in centred.by_source.items():
        rows = np.array(pairs.sources) == source
        check_group(own.pck, own.share, wanted[source]["centred"])
        raw_errors = pairs.error_share[rows]
        check_group(pck(raw_errors, radii), spread(raw_errors), wanted[source]["raw"])
    assert np.isinf(errors).sum() == wanted["all"]["raw"]["missed"]


def check_group(shares: object, share: object, wanted: dict) -> None:
    assert {f"pck@{r:g}": v for r, v in shares.items()} == pytest.approx(
        {key: value for key, value in wanted.items() if key.startswith("pck")}
    )
    assert (share.n, share.missed) == (wanted["n"], wanted["missed"])
    median = share.median if share.median is not None and np.isfinite(share.median) else None
    assert median == pytest.approx(wanted["median"])
    assert share.p95_found == pytest.approx(wanted["p95_of_found"])
