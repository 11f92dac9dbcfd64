"""Contrast of every pair of colours that carries meaning, in both themes."""

import re

import pytest

from boneage_kp.report.index.style import INDEX_STYLE
from boneage_kp.report.page.palette import DARK, LIGHT, PAIRS, contrast
from boneage_kp.report.page.style import PAGE_STYLE


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#ffffff") == 1
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_pair_can_be_read(theme: dict[str, str]) -> None:
    found = {pair: contrast(theme[pair.front], theme[pair.back]) for pair in PAIRS}
    assert {pair: c for pair, c in found.items() if c < pair.least} == {}


def test_themes_have_the_same_colours_and_styles_use_no_others() -> None:
    assert LIGHT.keys() == DARK.keys()
    for style in (PAGE_STYLE, INDEX_STYLE):
        assert set(re.findall(r"var\(--([a-z-]+)\)", style)) <= LIGHT.keys()
        rules = re.sub(r"--[a-z-]+:#[0-9a-f]{6};", "", style)
        assert set(re.findall(r"#[0-9a-f]{3,8}\b", rules)) <= {"#000"}  # rims on films


def test_text_colours_are_all_in_a_pair() -> None:
    fronts = {pair.front for pair in PAIRS}
    for style in (PAGE_STYLE, INDEX_STYLE):
        used = set(re.findall(r"(?<![-a-z])color:var\(--([a-z-]+)\)", style))
        assert used <= fronts
