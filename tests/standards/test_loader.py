"""Loading: a toy standard takes a folder and no code; every fault is refused by its own message."""

import os
from pathlib import Path

import pytest

from boneage_kp.schema.records import Sex
from boneage_kp.standards import (
    StandardNotFound,
    TableError,
    bone_age,
    list_standards,
    load_standard,
    total_score,
)
from tests.standards.toy import FILES, change, write_toy

TOML, SCORES, CURVE = FILES


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    return write_toy(tmp_path)


def test_a_new_standard_takes_a_folder_and_no_code(toy: Path, monkeypatch) -> None:
    monkeypatch.setenv("BONEAGE_STANDARDS", os.pathsep.join(["", str(toy.parent)]))
    assert "toy" in list_standards() and "tw3_rus" in list_standards()
    standard = load_standard("toy")
    assert standard == load_standard(toy) and hash(standard) == hash(load_standard(str(toy)))
    assert standard.bones == ("knob", "stick", "twig")
    sheet = total_score(standard, Sex.MALE, {"knob": "small", "stick": "1", "twig": "none"})
    assert [line.running_total for line in sheet.lines] == [3, 8, 8]
    # 6 stands at 2.0 and 2.5: the first counts, so 8 lies midway between 6 = 2.0 and 10 = 4.0.
    assert bone_age(standard, Sex.MALE, 8).age_months == pytest.approx(36)
    assert bone_age(standard, Sex.MALE, 6).age_months == 24
    # Its curve ends at 18 of 20, as its toml declares.
    assert bone_age(standard, Sex.MALE, 19).bound == "mature"
    assert bone_age(standard, Sex.MALE, 17).bound is None


def test_extra_folder_without_environment(toy: Path, monkeypatch) -> None:
    monkeypatch.delenv("BONEAGE_STANDARDS", raising=False)
    assert "toy" not in list_standards()
    assert list_standards([toy.parent])["toy"] == toy.resolve()
    assert load_standard("toy", [toy.parent]).id == "toy"


def test_digest_follows_the_numbers_not_the_line_ends(toy: Path) -> None:
    before = load_standard(toy).digest
    (toy / "SOURCE.md").write_text("where it comes from")
    for file in FILES:
        (toy / file).write_bytes((toy / file).read_bytes().replace(b"\n", b"\r\n"))
    assert load_standard(toy).digest == before
    change(toy, CURVE, "M,10,4.0", "M,10,4.1")
    assert load_standard(toy).digest != before


def test_unknown_names_list_the_known(tmp_path: Path, toy: Path) -> None:
    with pytest.raises(StandardNotFound, match="'tw4' is unknown; known: rus_chn, .*tw3_rus"):
        load_standard("tw4")
    with pytest.raises(StandardNotFound, match="no such folder"):
        list_standards([tmp_path / "nowhere"])
    write_toy(tmp_path / "again")
    with pytest.raises(StandardNotFound, match="two folders are called 'toy'"):
        list_standards([tmp_path, tmp_path / "again"])


BAD = [
    # file, what stands there, what is put there, the message
    (SCORES, "M,stick,1,5\n", "", r"stage_scores.csv: got no row for M, stick, 1; wanted a row"),
    (
        SCORES,
        "M,stick,1,5\n",
        "M,stick,1,5\nM,stick,1,5\n",
        r"row 7: got a second row for M, stick",
    ),
    (SCORES, "sex,bone", '"sex,bone', r"stage_scores.csv, row 1.*: got unexpected end of data"),
    (CURVE, "sex,score", '"sex"score', r"score_to_age.csv, row 1: got ',' expected"),
    (TOML, "M = 20", f"M = {'9' * 5000}", r"standard.toml: got no valid TOML \(Exceeds"),
    (SCORES, "M,knob,none,0", "M,knop,none,0", r"row 2: got bone 'knop'; wanted a bone of"),
    (SCORES, "M,knob,none,0", "M,knob,tiny,0", r"row 2: got stage 'tiny' of bone 'knob'; wanted"),
    (SCORES, "M,knob,none,0", "X,knob,none,0", r"row 2: got sex 'X'; wanted M or F"),
    (SCORES, "M,knob,none,0", "M,knob,none", r"row 2: got 3 cells; wanted 4 cells"),
    (SCORES, "M,knob,none,0", "\nM,knob,none,0", r"row 2: got an empty line"),
    (SCORES, "M,knob,none,0", "M,knob,none,4", r"row 3: got score 3 for M, knob, small; wanted at"),
    (SCORES, "M,knob,none,0", "M,knob,none,-1", r"row 2: got score '-1'; wanted a whole number"),
    (SCORES, "M,knob,none,0", "M,knob,none,0.5", r"got score '0.5'; wanted a whole number"),
    (SCORES, "M,knob,none,0", 'M,knob,"none,0', r"stage_scores.csv, row \d+: got .*wanted"),
    (SCORES, "M,knob,big,7", "M,knob,big,6", r"top stages of M that add up to 19; wanted 20"),
    (
        SCORES,
        "sex,bone,stage,score",
        "sex,bone,stage",
        r"row 1: got columns sex,bone,stage; wanted",
    ),
    (SCORES, "sex,bone", "bone,sex", r"row 1: got columns bone,sex,stage,score; wanted sex,bone"),
    (CURVE, "M,10,4.0", "M,5,4.0", r"score_to_age.csv, row 5: got score 5; wanted at least 6"),
    (CURVE, "M,10,4.0", "M,10,2.5", r"row 5: got age 2.5; wanted more than 2.5"),
    (CURVE, "M,10,4.0", "M,10,nan", r"row 5: got age_years 'nan'; wanted a decimal"),
    (CURVE, "M,10,4.0", "M,10,'4,0'", r"row 5: got 4 cells; wanted 3"),
    (CURVE, "M,10,4.0", "M,10,1e999", r"row 5: got age_years '1e999'"),
    (CURVE, "M,2,1.0", "M,3,1.0", r"row 2: got first row 3,1.0 of M; wanted 2,1.0, curve.M.first"),
    (CURVE, "M,18,6.0\n", "", r"row 5: got last row 10,4.0 of M; wanted 18,6.0"),
    (CURVE, "F,0,0.5\nF,11,3.0\nF,22,5.0\n", "", r"got 0 rows for F; wanted at least two"),
    (TOML, 'id = "toy"', 'id = "Toy"', r"standard.toml: got id = 'Toy'; wanted small letters"),
    (TOML, 'id = "toy"', 'id = "boy"', r"id = 'boy' in a folder called 'toy'"),
    (TOML, 'id = "toy"\n', "", r"got no key 'id'; wanted id = ..."),
    (TOML, "title =", "titel =", r"got unknown key 'titel'; wanted one of"),
    (TOML, '"own_names"', '"letters"', r"got kind = 'letters'; wanted tw_letters or own_names"),
    (TOML, '"own_names"', '"tw_letters"', r"stages.knob = none small big; wanted letters from A"),
    (TOML, '"years"', '"months"', r"got age_unit = 'months'; wanted"),
    (TOML, '["knob", "stick", "twig"]', '["knob", "knob"]', r"bones with knob twice"),
    (TOML, '["knob", "stick", "twig"]', "3", r"got bones = 3; wanted bones as a list of names"),
    (TOML, '["knob", "stick", "twig"]', "[]", r"got bones = \[\]; wanted at least one name"),
    (TOML, 'stick = ["0", "1"]\n', "", r"got no key 'stages.stick'"),
    (TOML, 'stick = ["0", "1"]', 'stick = ["0", 1]', r"stages.stick = .*wanted .* list of names"),
    (TOML, "M = 20, F = 22", "M = 20", r"got no key 'final_sum.F'"),
    (TOML, "M = 20, F = 22", "M = 20, F = 22.5", r"final_sum.F = 22.5; wanted a whole number"),
    (TOML, "first = [2, 1.0]", "first = [2]", r"curve.M.first = \[2\]; wanted .*\[score, age"),
    (TOML, "[curve.M]", "[curve.X]", r"unknown key 'curve.X'"),
    (TOML, "[stages]", "[stages", r"got no valid TOML"),
]


@pytest.mark.parametrize(("file", "old", "new", "message"), BAD)
def test_every_fault_has_its_message(
    toy: Path, file: str, old: str, new: str, message: str
) -> None:
    change(toy, file, old, new)
    with pytest.raises(TableError, match=message):
        load_standard(toy)


@pytest.mark.parametrize("file", list(FILES))
def test_unreadable_files(toy: Path, file: str) -> None:
    whole = (toy / file).read_bytes()
    for content, message in (
        (b"", "got an empty file"),
        (whole[:40] + b"\xff" + whole[40:], "got byte 0xff, which is not UTF-8"),
    ):
        (toy / file).write_bytes(content)
        with pytest.raises(TableError, match=f"{file}.*{message}"):
            load_standard(toy)


@pytest.mark.parametrize("file", [SCORES, CURVE])
def test_missing_and_half_written_files(toy: Path, file: str) -> None:
    text = (toy / file).read_text()
    (toy / file).write_text(text[: len(text) // 2])
    with pytest.raises(TableError, match=file):
        load_standard(toy)
    (toy / file).unlink()
    with pytest.raises(TableError, match=f"{file}: got no such file"):
        load_standard(toy)


def test_all_faults_in_one_message(toy: Path) -> None:
    change(toy, TOML, "title =", "titel =")
    with pytest.raises(TableError) as caught:
        load_standard(toy)
    assert len(caught.value.faults) == 2  # unknown 'titel', no 'title'
    change(toy, TOML, "titel =", "title =")
    change(toy, SCORES, "M,knob,small,3", "M,knob,small,x")
    change(toy, SCORES, "F,stick,1,5", "F,stick,2,5")
    change(toy, CURVE, "M,10,4.0", "M,10,2.0")
    with pytest.raises(TableError) as caught:
        load_standard(toy)
    text = str(caught.value)
    assert {fault.file for fault in caught.value.faults} == {SCORES, CURVE}
    for words in ("row 3: got score 'x'", "stage '2' of bone 'stick'", "no row for F, stick, 1"):
        assert words in text
    assert "got age 2.0" in text


OPTIONAL = [
    ("reference_sd", "sex,age_months,sd_months\nM,12,0\nM,24,6\nF,12,5\nF,24,6\n", "an SD of 0"),
    ("reference_sd", "sex,age_months,sd_months\nM,24,5\nM,12,6\nF,12,5\nF,24,6\n", "more than 24"),
    ("stage_onsets", "sex,bone,stage,onset_years\nM,knob,none,1.0\n", "got stage 'none'"),
    ("stage_onsets", "sex,bone,stage,onset_years\n", "no row for M, knob, small"),
]
DECLARED = {
    "reference_sd": '\n[reference_sd]\nsource = "none"\nown = true\n',
    "stage_onsets": '\n[stage_onsets]\nsource = "none"\nscatter_sd_years = 0.5\n',
}


@pytest.mark.parametrize(("name", "rows", "message"), OPTIONAL)
def test_optional_files_are_checked_and_declared(
    toy: Path, name: str, rows: str, message: str
) -> None:
    (toy / f"{name}.csv").write_text(rows)
    with pytest.raises(TableError, match="got a file that nothing declares"):
        load_standard(toy)
    with (toy / TOML).open("a") as file:
        file.write(DECLARED[name])
    with pytest.raises(TableError, match=message):
        load_standard(toy)
    (toy / f"{name}.csv").unlink()
    with pytest.raises(TableError, match=f"{name}.csv: got no such file"):
        load_standard(toy)
