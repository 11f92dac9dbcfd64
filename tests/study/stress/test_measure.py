"""What is counted as moved, changed, lost, cut off; by hand, and through a network that knows."""

from dataclasses import replace

import numpy as np
import pytest

from boneage_kp.engine.films import film_of_array
from boneage_kp.engine.network import NetworkReading
from boneage_kp.engine.predictor import Predictor
from boneage_kp.evaluation.age import AgeRange
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneReading, HandReading, Sex
from boneage_kp.standards import load_standard
from boneage_kp.study.stress.geometry import crop, shrink, turn
from boneage_kp.study.stress.measure import UNDISTURBED, change, row_of, stress_rows, stress_table
from boneage_kp.study.stress.plot import stress_figure
from boneage_kp.study.stress.tones import brighten
from tests.evaluation.conftest import LENGTH_PX, make_reading, make_truth

AGES = AgeRange.of(load_standard("tw3_rus"))
IDENTITY, SIZE_HW = Affine.identity(), (1400, 900)


def plain() -> HandReading:
    return make_reading(make_truth())


def with_bone(reading: HandReading, name: str, **changes: object) -> HandReading:
    bone = replace(reading.bones[name], **changes)  # type: ignore[arg-type]
    return replace(reading, bones={**reading.bones, name: bone})


def test_a_reading_beside_itself_has_not_changed() -> None:
    found = change(plain(), plain(), IDENTITY, SIZE_HW, AGES)
    assert (found.points, found.moved, found.changed) == (13, 0, 0)
    assert found.age_years == 0.0 and not found.rejected


def test_moved_lost_and_changed_bones_are_counted() -> None:
    x, y = plain().bones["mc3"].xy_px or (0, 0)
    after = with_bone(plain(), "mc3", xy_px=(x + 0.019 * LENGTH_PX, y))
    assert change(plain(), after, IDENTITY, SIZE_HW, AGES).moved == 0
    after = with_bone(after, "mc3", xy_px=(x + 0.021 * LENGTH_PX, y))
    after = with_bone(after, "ulna", stage="F")
    after = replace(after, bones={**after.bones, "dp5": BoneReading(None, 0.0, None, {})})
    found = change(plain(), after, IDENTITY, SIZE_HW, AGES)
    assert (found.points, found.moved, found.changed) == (13, 2, 2)


def test_what_was_not_there_or_was_cut_off_counts_nowhere() -> None:
    gone = BoneReading(None, 0.0, None, {})
    before = replace(plain(), bones={**plain().bones, "pp1": gone})
    assert change(before, plain(), IDENTITY, SIZE_HW, AGES).points == 12
    y_cut = 200.0
    outside = sum(b.xy_px is not None and b.xy_px[1] < y_cut for b in plain().bones.values())
    assert 0 < outside < 13
    up = Affine.translation(0, -y_cut)
    moved = {
        name: replace(b, xy_px=tuple(up(np.array(b.xy_px)))) for name, b in plain().bones.items()
    }
    found = change(plain(), replace(plain(), bones=moved), up, SIZE_HW, AGES)
    assert (found.points, found.moved) == (13 - outside, 0)


def test_ages_bounds_and_rejections() -> None:
    older = replace(plain(), bone_age_months=126.0, verdict="review")
    assert change(plain(), older, IDENTITY, SIZE_HW, AGES).age_years == pytest.approx(0.5)
    mature = replace(plain(), bone_age_months=None, bone_age_bound="mature")
    assert change(plain(), mature, IDENTITY, SIZE_HW, AGES).age_years == pytest.approx(5.0)
    refused = replace(plain(), bone_age_months=None, verdict="rejected")
    found = change(plain(), refused, IDENTITY, SIZE_HW, AGES)
    assert found.age_years is None and found.rejected


def test_a_row_sums_up_films_and_signs_do_not_cancel() -> None:
    older = replace(plain(), bone_age_months=126.0)
    younger = replace(plain(), bone_age_months=114.0)
    changes = [change(plain(), one, IDENTITY, SIZE_HW, AGES) for one in (older, younger, plain())]
    row = row_of("blur", "1 px", changes)
    assert row.films == 3 and row.points == 39 and row.ages == 3 and row.moved_share == 0
    assert row.age_median_years == pytest.approx(0.5)
    assert row_of("blur", "", [replace(changes[0], points=0)]).moved_share is None


class BrightSpots:
    """Finds a hand where three bright marks lie (radius, dp3, pp1): follows any affine map."""

    standard = load_standard("tw3_rus")
    digest = "e" * 64
    input_hw = (256, 256)

    def read(self, grey: np.ndarray) -> NetworkReading:
        xy = np.stack([layout_of(one[0]) for one in grey])
        ones = np.ones(xy.shape[:2])
        posterior = np.zeros((*xy.shape[:2], 9))
        posterior[..., 5] = 1
        length = np.linalg.norm(xy[:, HAND.index_of("dp3")] - xy[:, 0], axis=1)
        return NetworkReading(xy, ones, 0 * ones, posterior, length)


MARKS = {"radius": 110, "dp3": 150, "dp1": 190, "dp5": 230}


def layout_of(grey: np.ndarray) -> np.ndarray:
    """(K, 2): the affine image of the usual layout that puts the marks where they shine."""
    from tests.engine.stub_networks import usual_points

    usual = usual_points(200, (120, 230))
    here = []
    for level in MARKS.values():
        rows, columns = np.nonzero(np.abs(grey.astype(int) - level) <= 12)
        here.append((np.median(columns) + 0.5, np.median(rows) + 0.5))
    marked = np.column_stack([usual[[HAND.index_of(n) for n in MARKS]], np.ones(len(MARKS))])
    affine = np.linalg.lstsq(marked, np.array(here))[0]
    return np.column_stack([usual, np.ones(len(usual))]) @ affine


def marked_film() -> np.ndarray:
    from tests.engine.stub_networks import usual_points

    film = np.full((320, 320), 30, np.uint8)
    for name, level in MARKS.items():
        x, y = usual_points(200, (150, 270))[HAND.index_of(name)].astype(int)
        film[y - 10 : y + 11, x - 10 : x + 11] = level
    return film


def test_a_network_that_follows_the_hand_has_moved_nothing() -> None:
    kinds = {
        "turn": [("20°", turn(20)), ("90°", turn(90))],
        "down-scaling": [("×0.5", shrink(0.5))],
        "crop": [("2%", crop(0.02))],
        "brighter": [("+200", brighten(200))],
    }
    films = [film_of_array(marked_film(), Sex.FEMALE)]
    seen: list[int] = []
    rows = stress_rows(Predictor(BrightSpots()), films, kinds, seen.append, batch=2)
    by_name = {(row.kind, row.strength): row for row in rows}
    for name in (("turn", "20°"), ("turn", "90°"), ("down-scaling", "×0.5"), ("crop", "2%")):
        assert by_name[name].points == 13 and by_name[name].moved_share == 0, name
    assert by_name["brighter", "+200"].moved_share == 1.0  # the marks cannot be told apart
    assert rows[0].kind == UNDISTURBED and rows[0].moved_share == 0 and seen == [1]
    text = stress_table(rows).text()
    assert "Stress test on 1 films" in text and "turn" in text
    axes = stress_figure(rows, "a title").axes
    assert [axis.get_title(loc="left") for axis in axes[:4]] == list(kinds)
