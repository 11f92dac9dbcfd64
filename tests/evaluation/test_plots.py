import subprocess
import sys

import pytest

from boneage_kp.evaluation.plots import PLOTS, png
from boneage_kp.evaluation.summary import Evaluation, report
from boneage_kp.standards import Standard


def test_every_plot_is_drawn_and_equal_ones_are_equal_files(mixed: Evaluation) -> None:
    pytest.importorskip("matplotlib")
    for title, draw in PLOTS:
        first, second = draw(mixed), draw(mixed)
        assert first is not None and second is not None, title
        picture = png(first)
        assert picture.startswith(b"\x89PNG"), title
        assert picture == png(second), title


def test_nothing_to_draw_is_no_figure(tw3: Standard) -> None:
    empty = report([], [], tw3, oks=False)
    assert [draw(empty) for _, draw in PLOTS] == [None] * len(PLOTS)


def test_a_bone_that_was_never_found_is_drawn_as_missed(mixed: Evaluation) -> None:
    pytest.importorskip("matplotlib")
    mixed.keypoints.errors_share["ulna"] = (float("inf"),) * 3  # type: ignore[index]
    figure = dict(PLOTS)["Error per bone"](mixed)
    assert figure is not None
    assert "100.0" in {text.get_text() for text in figure.axes[1].texts}


def test_importing_the_package_draws_in_neither_matplotlib_nor_pycocotools() -> None:
    code = (
        "import sys, boneage_kp.evaluation, boneage_kp.evaluation.page;"
        "print([m for m in ('matplotlib', 'pycocotools', 'torch', 'cv2') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
