"""The index: every film in it, in constant memory, without JavaScript too."""

import json
import tracemalloc
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from boneage_kp.report.age_reading import AgeReading
from boneage_kp.report.age_row import age_row, failed_age_row
from boneage_kp.report.index.index_page import FIRST_FILMS, index_page
from boneage_kp.report.index.rows import VERDICTS
from boneage_kp.report.index.thumbnail import HEIGHT_PX, film_thumbnail, thumbnail
from boneage_kp.report.page.context import PageContext
from boneage_kp.report.page.names import page_path, thumbnail_path
from boneage_kp.report.results_row import failed_row, results_row, row_line
from boneage_kp.report.words import ENGLISH, Words
from tests.report.html_tree import Element, read_html
from tests.report.page_readings import phantom, phantom_reading, rejected_reading, turned_ccw

GIRL, MATURE = phantom(), phantom("F", 17.0)
READINGS = (
    phantom_reading(GIRL.record),
    phantom_reading(MATURE.record),
    rejected_reading(GIRL.record),
    phantom_reading(GIRL.record, verdict="review", reasons=("low_confidence: unsure: dp5 0.3",)),
)


def write_rows(folder: Path, count: int) -> Path:
    lines = []
    for place in range(count):
        name = f"films/{place:05d}.png"
        if place % 5 == 4:
            lines.append(row_line(failed_row(name, f"{name}: cut off", "tw3_rus")))
            continue
        reading = replace(READINGS[place % 5], file_name=name)
        lines.append(row_line(results_row(reading, 11.0 if place % 2 else None)))
    path = folder / "results.jsonl"
    path.write_bytes(b"".join(lines))
    return path


def index_tree(folder: Path, count: int, words: Words = ENGLISH) -> Element:
    path = index_page(write_rows(folder, count), folder, words)
    assert path == folder / "index.html"
    return read_html(path.read_text(encoding="utf-8"))


def test_all_films_are_data_and_the_first_are_a_table(tmp_path: Path) -> None:
    count = FIRST_FILMS + 20
    root = index_tree(tmp_path, count)
    rows = json.loads(root.where("id", "rows")[0].text())
    assert [row[0] for row in rows] == [f"films/{place:05d}.png" for place in range(count)]
    (body,) = root.all("tbody")
    assert len(list(body.all("tr"))) == FIRST_FILMS
    first = [c.text() for c in next(body.all("tr")).children]
    age = READINGS[0].bone_age_months
    assert age is not None and first[3] == f"{age / 12:.1f}" and first[5] == first[6] == ""
    assert f"The first {FIRST_FILMS} of {count} films" in root.text()
    table = body.text()
    assert "mature" in table and "Unreadable" in table and "Cut off" not in table
    assert "cut off" in table and "films/00004.png: cut off" not in table


def test_links_and_pictures_only_where_files_are(tmp_path: Path) -> None:
    for path in (page_path("films/00001.png"), thumbnail_path("films/00001.png")):
        (tmp_path / path).parent.mkdir()
        (tmp_path / path).write_bytes(b"x")
    root = index_tree(tmp_path, 4)
    (link,), (picture,) = root.all("a"), root.all("img")
    assert link.attributes["href"] == page_path("films/00001.png")
    assert picture.attributes["src"] == thumbnail_path("films/00001.png")
    rows = json.loads(root.where("id", "rows")[0].text())
    assert [row[2:4] for row in rows] == [[False, False], [True, True], *[[False, False]] * 2]


def test_what_a_whole_image_system_read_was_not_checked(tmp_path: Path) -> None:
    ages = AgeReading("films/a.png", "tj_net", None, 1, 1, 131.5, 2.0, (120.0, 143.0))
    lost = failed_age_row("films/b.png", "films/b.png: cut off", "tj_net")
    path = tmp_path / "results.jsonl"
    path.write_bytes(row_line(age_row(ages, 10.5)) + row_line(lost))
    root = read_html(index_page(path, tmp_path).read_text(encoding="utf-8"))
    rows = json.loads(root.where("id", "rows")[0].text())
    assert [VERDICTS[row[4]] for row in rows] == ["unchecked", "unreadable"]
    first, second = ([c.text() for c in row.children] for row in next(root.all("tbody")).all("tr"))
    assert first[2:] == ["Not checked", "11.0", "10.0 to 11.9", "10.5", "+0.5"]
    assert second[2:4] == ["Unreadable", "none"] and "Cut off" not in first[1]
    boxes = [box.attributes["value"] for box in root.all("input") if "value" in box.attributes]
    assert boxes == ["3", "4"], "verdicts that nobody gave are no choice"


def test_ages_are_rounded_once(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    path.write_bytes(row_line(age_row(AgeReading("a.png", "tj_net", None, 1, 1, 124.196, 2.0))))
    root = read_html(index_page(path, tmp_path).read_text(encoding="utf-8"))
    row = next(next(root.all("tbody")).all("tr"))
    assert [cell.text() for cell in row.children][3] == "10.3", "10.3497, as its page says"


def test_memory_does_not_grow_with_the_batch(tmp_path: Path) -> None:
    peaks = []
    for count in (300, 3000):
        rows = write_rows(tmp_path, count)
        tracemalloc.start()
        index_page(rows, tmp_path)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.1 * peaks[0] + 50_000


def test_broken_rows_are_named_and_a_cut_last_line_is_passed_over(tmp_path: Path) -> None:
    path = write_rows(tmp_path, 3)
    whole = path.read_bytes()
    path.write_bytes(whole + whole.splitlines()[0][:50])
    root = read_html(index_page(path, tmp_path).read_text(encoding="utf-8"))
    assert len(json.loads(root.where("id", "rows")[0].text())) == 3
    path.write_bytes(whole + b'{"file": "x"}\n')
    with pytest.raises(ValueError, match=r"results.jsonl, line 4: is no row .*interval_years"):
        index_page(path, tmp_path)


def test_no_films_make_an_index_too(tmp_path: Path) -> None:
    root = index_tree(tmp_path, 0)
    assert json.loads(root.where("id", "rows")[0].text()) == []
    assert "Bone age of 0 films" in root.text()


def test_one_film_is_not_films(tmp_path: Path) -> None:
    assert "Bone age of one film" in index_tree(tmp_path, 1).text()


def test_all_words_of_the_index_come_from_the_table(tmp_path: Path) -> None:
    marked = Words("xx", {k: f"⟦{text}⟧" if text else "" for k, text in ENGLISH.texts.items()})
    root = index_tree(tmp_path, 3, marked)
    for said in root.words():
        plain = said.strip(" 0123456789.")
        assert plain == "" or "⟦" in said or "films/" in said or said.startswith("Not found"), said
    script = json.loads(root.where("id", "words")[0].text())
    links = {"mark", "pages", "pictures", "unreadable"}
    assert all(text.startswith("⟦") for key, text in script.items() if key not in links)


def test_a_corrected_row_says_so(tmp_path: Path) -> None:
    row = results_row(READINGS[0], 11.0) | {"correction": {"bones": {}}}
    path = tmp_path / "results.jsonl"
    path.write_bytes(row_line(row))
    assert "corrected by a reader" in index_page(path, tmp_path).read_text(encoding="utf-8")


def test_thumbnails_are_small_and_upright() -> None:
    plain = thumbnail(GIRL.image, READINGS[0])
    assert len(plain) < 10_000
    turned = thumbnail(
        255 - np.rot90(GIRL.image),
        phantom_reading(turned_ccw(GIRL.record)),
        PageContext(quarter_turns=1, inverted=True),
    )
    a, b = (cv2.imdecode(np.frombuffer(t, np.uint8), cv2.IMREAD_GRAYSCALE) for t in (plain, turned))
    assert a.shape == b.shape and a.shape[0] == HEIGHT_PX
    assert np.abs(a.astype(int) - b).mean() < 8
    wide = thumbnail(np.zeros((50, 900), np.uint8), rejected_reading(GIRL.record))
    assert cv2.imdecode(np.frombuffer(wide, np.uint8), cv2.IMREAD_GRAYSCALE).shape[1] <= 192


@pytest.mark.parametrize("shape", [(3000, 20), (20, 3000), (50, 60)])
def test_thumbnails_of_whole_films_fit(shape: tuple[int, int]) -> None:
    grey = np.linspace(0, 60000, shape[0] * shape[1]).reshape(shape).astype(np.uint16)
    jpeg = np.frombuffer(film_thumbnail(grey), np.uint8)
    height, width = cv2.imdecode(jpeg, cv2.IMREAD_GRAYSCALE).shape
    assert height <= HEIGHT_PX and width <= 192 and (height == HEIGHT_PX or width == 192)
