"""CSV of many hands: what is read, and each refusal by row, column and cure."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boneage_kp.data.formats import AnnotationError, FaultList
from boneage_kp.data.formats.hands_csv import HandRow, HandsCsv
from boneage_kp.schema.records import Sex
from boneage_kp.standards import load_standard

TW3 = load_standard("tw3_rus")
HEADER = ",".join(["id", "sex", "age_years", *TW3.bones])
ROW = "a,F,11.5,G,F,G,G,F,G,G,F,G,F,G,G,G"


def read(path: Path, content: bytes | str, allow_unrated: bool = False) -> list[HandRow]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    faults = FaultList(path.name)
    rows = list(HandsCsv(path, TW3, faults, allow_unrated))
    faults.raise_if_any()
    return rows


def test_a_row(tmp_path: Path) -> None:
    (row,) = read(tmp_path / "h.csv", f"{HEADER}\n{ROW}\n")
    expected = [TW3.stages[b].index(s) for b, s in zip(TW3.bones, "GFGGFGGFGFGGG", strict=True)]
    assert row == HandRow(2, "a", Sex.FEMALE, 11.5, expected, None)


def test_what_spreadsheets_do_is_let_through(tmp_path: Path) -> None:
    """Byte order mark, CRLF, blanks around cells, other order, empty lines, no last line end."""
    header = ",".join(["sex", *reversed(TW3.bones)])
    cells = ",".join([" girl", *(f" {stage}" for stage in reversed("GFGGFGGFGFGGG"))])
    (row,) = read(tmp_path / "h.csv", f"\ufeff{header}\r\n\r\n{cells}")
    expected = [TW3.stages[b].index(s) for b, s in zip(TW3.bones, "GFGGFGGFGFGGG", strict=True)]
    assert row == HandRow(3, "row 3", Sex.FEMALE, None, expected, None)


def test_probabilities_and_unrated_bones(tmp_path: Path) -> None:
    row = ROW.replace("11.5,G,F", '11.5,"G:0.5,H:0.5",')
    (hand,) = read(tmp_path / "h.csv", f"{HEADER}\n{row}\n", allow_unrated=True)
    assert hand.stage_index is None and hand.ratings is not None
    assert hand.ratings["radius"] == {"G": 0.5, "H": 0.5} and "ulna" not in hand.ratings


BAD = [
    (b"", "h.csv: the file is empty; wanted columns sex,radius,ulna"),
    (f"{HEADER}\n", "the file has a header and no rows"),
    (f"{HEADER.replace('radius', 'radios')}\n{ROW}\n", "column 'radios': is unknown"),
    (f"{HEADER.replace('radius', 'radios')}\n{ROW}\n", "Did you mean 'radius'?"),
    (f"{HEADER.replace('radius', 'radios')}\n{ROW}\n", "column 'radius': is missing"),
    (f"{HEADER.replace('age_years', 'age_months')}\n{ROW}\n", "Ages are years here"),
    (f"{HEADER},ulna\n{ROW},F\n", "column 'ulna': stands 2 times; wanted it once"),
    (f"{HEADER.replace(',', ';')}\n{ROW}\n", "split by ';' or tabs; wanted commas"),
    (f"{HEADER}\n{ROW}\n{ROW[:-5]}", "row 3: has 14 cells; wanted 16. It is the last row: was"),
    (f"{HEADER}\n{ROW[:-5]}\n{ROW}\n", "row 2: has 14 cells; wanted 16. Check its commas."),
    (f"{HEADER}\n{ROW},G\n", "row 2: has 17 cells; wanted 16"),
    (f"{HEADER}\n{ROW.replace('F', '', 1)}\n", "row 2, column 'sex': is missing; wanted F or M"),
    (
        f"{HEADER}\n{ROW.replace('11.5', '-1')}\n",
        "row 2, column 'age_years': got '-1'; wanted years",
    ),
    (f"{HEADER}\n{ROW.replace('11.5', 'nan')}\n", "column 'age_years': got 'nan'"),
    (
        f"{HEADER}\n{ROW.replace('11.5,G,F', '11.5,G,I')}\n",
        "row 2, column 'ulna': stage 'I' is unknown",
    ),
    (
        f"{HEADER}\n{ROW.replace('11.5,G', '11.5,')}\n",
        "row 2: not rated: radius; tw3_rus needs all 13",
    ),
    (f'{HEADER}\n"{ROW}\n', "row 2: is no sound CSV"),
    (HEADER.encode() + b"\n" + ROW.encode() + b"\nM\xfcller,", "row 3, byte "),
    (b"\xff\xfe" + HEADER.encode("utf-16-le"), "row 1, byte 0 of the file: 0xff is no UTF-8"),
    (b"x" * (1 << 21), "row 1: is longer than 1,048,576 bytes"),
    (bytes(range(1, 128)) * 50, "row 1"),
    (f"{HEADER.replace('mc3', 'mc2')}\n{ROW}\n", "Did you mean 'mc3'?"),
    (f"{HEADER.upper()}\n{ROW}\n", "column 'RADIUS': is unknown; wanted columns sex,radius"),
    (f"{HEADER.upper()}\n{ROW}\n", "Write 'radius'."),
    (f"{HEADER},\n{ROW},\n", "row 1, column 17: has no name"),
    (f"sep=,\n{HEADER}\n{ROW}\n", "row 1: 'sep=,' stands above the header"),
    ("<!DOCTYPE html>\n", "row 1: got '<!DOCTYPE html>', not one of our columns; wanted columns"),
    (f"{HEADER}\r{ROW}\r", "lines end in CR alone); wanted comma separated cells. Save it as"),
    (HEADER.encode("utf-16-be"), "row 1, byte 0 of the file: 0x00 is no text; wanted UTF-8"),
    (f"{HEADER}\n{ROW}\n\0\0\0", "row 3, byte 108 of the file: 0x00 is no text"),
    (f"{HEADER}\n{ROW.replace('11.5', '138')}\n", "If these are months, divide them by 12: 11.50."),
    (f"{HEADER}\n{ROW}".replace("11.5", '"11,5"'), "got '11,5'; wanted years from 0 to 25, with a"),
    (f"{HEADER}\n{ROW}".replace("11.5", "1_1"), "column 'age_years': got '1_1'"),
    (f"{HEADER}\n{ROW}".replace("11.5", "٣"), "column 'age_years': got '٣'"),
]


@pytest.mark.parametrize(("content", "words"), BAD)
def test_bad_files(tmp_path: Path, content: bytes | str, words: str) -> None:
    with pytest.raises(AnnotationError) as caught:
        read(tmp_path / "h.csv", content)
    assert words in str(caught.value)


ONE_FAULT = ["", "\ufeff", "\n  \n", f"{HEADER}\r{ROW}\r", HEADER.replace(",", ";"), "<html>\n"]


@pytest.mark.parametrize("content", ONE_FAULT)
def test_what_is_wrong_as_a_whole_is_said_once(tmp_path: Path, content: str) -> None:
    with pytest.raises(AnnotationError) as caught:
        read(tmp_path / "h.csv", content)
    assert caught.value.count == 1


def test_missing_columns_are_named_together(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError) as caught:
        read(tmp_path / "h.csv", "id,sex,radius,age_years\n")
    assert caught.value.count == 1 and "columns ulna mc1 mc3 mc5 pp1" in str(caught.value)


def test_cleared_rows_of_a_spreadsheet_are_passed_over(tmp_path: Path) -> None:
    blank = "," * 15
    rows = read(tmp_path / "h.csv", f"\n{blank}\n{HEADER}\n{blank}\n{ROW}\n{blank}\n")
    assert [row.row for row in rows] == [5]


def test_the_byte_is_counted_from_the_start_of_the_file(tmp_path: Path) -> None:
    content = f"\ufeff{HEADER}\n{ROW}\n".encode() + b"M\xfcller" + ROW[1:].encode() + b"\n"
    with pytest.raises(AnnotationError, match=f"byte {content.index(0xFC)} of the file: 0xfc"):
        read(tmp_path / "h.csv", content)


def test_all_faults_in_one_pass_and_many_are_counted(tmp_path: Path) -> None:
    bad = ROW.replace("F", "X", 1).replace("11.5", "99")
    with pytest.raises(AnnotationError) as caught:
        read(tmp_path / "h.csv", "\n".join([HEADER, ROW, *[bad] * 2000, ROW]))
    assert caught.value.count == 4000 and len(caught.value.faults) == 1000
    assert "4,000 faults" in str(caught.value) and "and 3,000 more" in str(caught.value)


@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_whatever_is_spoiled_is_read_or_refused_never_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = bytearray(f"{HEADER}\n{ROW}\n{ROW.replace(',G,F', ',G:0.5,F', 1)}\n".encode())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content)))
        content[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    with contextlib.suppress(AnnotationError):
        read(tmp_path_factory.getbasetemp() / "spoiled.csv", bytes(content))


def test_a_file_cut_off_inside_a_row_is_refused_wherever(tmp_path: Path) -> None:
    whole = f"{HEADER}\n{ROW}\n{ROW}\n"
    for end in range(len(f"{HEADER}\n{ROW}\n") + 1, len(whole) - 1):
        with pytest.raises(AnnotationError, match="row 3"):
            read(tmp_path / "h.csv", whole[:end])
