from collections.abc import Callable
from dataclasses import FrozenInstanceError

import pytest

from boneage_kp.evaluation import report
from boneage_kp.standards import Standard

Make = Callable[..., object]


def test_truths_read_as_they_are_have_no_error(
    tw3: Standard, truth_of: Make, reading_of: Make
) -> None:
    truths = [truth_of("a.png", "E"), truth_of("b.png", "G", spacing_mm=0.1)]
    pytest.importorskip("pycocotools")
    result = report(truths, [reading_of(t) for t in truths], tw3, title="itself")
    assert (result.title, result.films, result.films_read) == ("itself", 2, 2)
    assert result.keypoints.overall.pck[0.01] == 1.0
    assert result.keypoints.films_with_spacing == 1
    assert result.oks is not None and result.oks.ap == pytest.approx(1.0)
    assert result.stages.overall.exact == 1.0 and result.stages.overall.kappa == 1.0
    assert result.stages.calibration.ece == pytest.approx(0.25)
    assert result.age.overall.mae_months == 0.0
    with pytest.raises(FrozenInstanceError):
        result.films = 3  # type: ignore[misc]


def test_a_film_that_was_not_read_is_missed_whole(
    tw3: Standard, truth_of: Make, reading_of: Make
) -> None:
    truths = [truth_of("a.png"), truth_of("b.png")]
    result = report(truths, [reading_of(truths[0])], tw3, oks=False)
    assert (result.films, result.films_read, result.oks) == (2, 1, None)
    assert result.keypoints.overall.px.missed == 13
    assert result.centred.overall.pck[0.02] == 0.5
    assert (result.stages.overall.exact, result.stages.overall.not_read) == (0.5, 13)
    assert (result.age.overall.films, result.age.overall.read) == (2, 1)
