"""Tables of the RSNA challenge: every heading it used, and each refusal by row and column."""

from pathlib import Path

import pytest

from boneage_kp.data.formats import AnnotationError
from boneage_kp.data.formats.rsna_csv import films_folder, read
from boneage_kp.schema.records import Sex


def table(folder: Path, text: str) -> Path:
    path = folder / "films.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "text",
    [
        "id,boneage,male\n1377,180,False\n4,12.5,True\n",
        "Image ID,male,Bone Age (months)\r\n1377,FALSE,180\r\n\r\n4,TRUE,12.5\r\n",
        "\ufeffCase ID,Sex,Ground truth bone age (months),site\n1377,F,180,x\n4,M,12.5,y",
    ],
)
def test_every_heading_of_the_challenge_is_read(tmp_path: Path, text: str) -> None:
    one, two = read(table(tmp_path, text))
    assert (one.file_name, one.sex, one.bone_age_months) == ("1377.png", Sex.FEMALE, 180.0)
    assert (two.file_name, two.sex, two.bone_age_months) == ("4.png", Sex.MALE, 12.5)
    assert one.age_months is None and one.bones == {}, "bone age is no chronological age"


def test_a_test_set_has_no_ages(tmp_path: Path) -> None:
    (record,) = read(table(tmp_path, "Case ID,Sex\n4360,M\n"))
    assert record.bone_age_months is None and record.sex == Sex.MALE


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("film,age\na,1\n", r"row 1, column 'id': is missing; got 'film,age'; wanted the columns"),
        ("id,id\na,b\n", "row 1: columns 'id' and 'id' both say id"),
        ("id,boneage\n1,x\n", "row 2, column 'boneage': got 'x'; wanted months from 0 to 300"),
        ("id,boneage\n1,\n", "row 2, column 'boneage': got ''"),
        ("id,boneage\n1,nan\n", "row 2, column 'boneage': got 'nan'"),
        ("id,boneage\n1,301\n", "row 2, column 'boneage': got '301'"),
        ("id,male\n1,perhaps\n", "row 2, column 'male': got 'perhaps'; wanted True or False"),
        ("id,male\n1,True\n1,True\n", "row 3, column 'id': '1' stands in row 2 too"),
        ("id,male\n../1,True\n", "row 2, column 'id': got '../1'; wanted the name of a film"),
        ("id,male\n1\n", "row 2: has 1 cells; wanted 2"),
        ("id,male\n", "the table has no rows"),
        ("", "column 'id': is missing"),
    ],
)
def test_faults_are_named_by_row_and_column(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(AnnotationError, match=words):
        read(table(tmp_path, text))


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="films.csv: 3 faults"):
        read(table(tmp_path, "id,boneage,male\n1,x,True\n2,9,who\n3,-1,False\n"))


def test_films_lie_beside_the_table_or_in_a_folder_of_its_name(tmp_path: Path) -> None:
    path = table(tmp_path, "id,male\n7,True\n")
    records = read(path)
    assert films_folder(path, records) == tmp_path
    inner = tmp_path / "films" / "films"
    inner.mkdir(parents=True)
    (inner / "7.png").touch()
    assert films_folder(path, records) == inner
    (tmp_path / "films" / "7.png").touch()
    assert films_folder(path, records) == tmp_path / "films"
