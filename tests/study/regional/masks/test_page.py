"""The page of a round in a real browser: clicks, keys, and the choice that is saved."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from boneage_kp.engine.regional.mask_reading import MaskMeasures
from boneage_kp.study.regional.masks.choice import read_choice
from boneage_kp.study.regional.masks.job import RoundFiles
from boneage_kp.study.regional.masks.page import mask_page
from boneage_kp.study.regional.masks.rounds import Predicted, outlined
from boneage_kp.study.regional.masks.rule import MaskRule
from tests.browser import browser, browser_path
from tests.engine.regional.tiny_regions import plain_hand

GOOD = MaskMeasures(area=0.3, largest=1.0, sides_touched=1, solidity=0.7, agreement=0.95)
STRANGE = 'x"><script>window.bad=1</script>.png'


def test_an_outline_is_drawn_round_the_hand() -> None:
    grey = plain_hand()
    picture = outlined(grey, grey > 100)
    assert max(picture.shape[:2]) == 260
    coloured = picture.astype(int)[..., 2] - picture[..., 0] > 60
    assert 0.005 < coloured.mean() < 0.15
    assert outlined(np.full((50, 40), 7, np.uint8), np.zeros((50, 40), bool)).shape == (260, 208, 3)


@pytest.mark.skipif(browser_path() is None, reason="no Chromium on this machine")
def test_a_person_clicks_and_saves(tmp_path: Path) -> None:
    files = RoundFiles(tmp_path)
    doubtful = MaskMeasures(0.3, 1.0, 1, 0.7, 0.5)
    predicted = [Predicted("a.png", GOOD), Predicted("sub/b.png", doubtful)]
    predicted += [Predicted(STRANGE, GOOD), Predicted("none.png", None, "no hand")]
    for one in predicted[:3]:
        files.thumbnail(one.name).parent.mkdir(exist_ok=True)
        cv2.imwrite(str(files.thumbnail(one.name)), outlined(plain_hand(), plain_hand() > 100))
    files.page.write_text(mask_page(4, predicted, MaskRule(), files), encoding="utf-8")
    with browser() as page:
        page.open(files.page)
        ask = page.ask
        assert ask("document.getElementById('count').textContent") == "2 of 3 good"
        assert ask("films.map(film => film.dataset.name)") == ["sub/b.png", "a.png", STRANGE]
        assert ask("[...document.images].every(one => one.complete && one.naturalWidth > 0)")
        ask("URL.createObjectURL = blob => { window.saved = blob.text(); return '#'; }, 0")
        ask("films[0].click(), films[1].click(), 0")
        assert ask("document.getElementById('count').textContent") == "2 of 3 good"
        ask("document.querySelector('[data-act=save]').click(), 0")
        files.choice.write_text(ask("window.saved"), encoding="utf-8")
        ask("document.querySelector('[data-act=show]').click(), 0")
        assert ask("films.filter(film => film.offsetParent).length") == 2
        ask("document.querySelector('[data-act=none]').click(), 0")
        assert ask("films.filter(good).length") == 0
        ask("document.querySelector('[data-act=rule]').click(), 0")
        assert ask("films.filter(good).map(film => film.dataset.name)") == ["a.png", STRANGE]
        assert ask("window.bad") is None and page.complaints == []
    assert json.loads(files.choice.read_text())["round"] == 4
    assert read_choice(files.choice, 4, predicted) == ["sub/b.png", STRANGE]
