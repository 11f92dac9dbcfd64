"""CSV manifests: sex and age a film, paths from the manifest's folder, all faults at once."""

from pathlib import Path

import pytest

from boneage_kp.cli.infer_manifest import films_of_manifest
from boneage_kp.data.formats.faults import AnnotationError
from boneage_kp.schema.records import Sex


def manifest(folder: Path, text: str) -> Path:
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_give_sex_and_age_and_say_so(tmp_path: Path) -> None:
    text = '\ufefffile, sex ,age\na.png,F,10.5\n"b, c.png",boy,\n\n,,\nd.png,,\n'
    films = films_of_manifest(manifest(tmp_path, text), Sex.FEMALE, 7.0)
    assert [film.path for film in films] == [tmp_path / n for n in ("a.png", "b, c.png", "d.png")]
    assert [film.sex for film in films] == [Sex.FEMALE, Sex.MALE, Sex.FEMALE]
    assert [film.age_years for film in films] == [10.5, 7.0, 7.0]
    assert [film.sex_source for film in films] == ["manifest", "manifest", "given"]
    assert [film.age_source for film in films] == ["manifest", "given", "given"]


def test_a_list_of_names_alone_will_do(tmp_path: Path) -> None:
    (film,) = films_of_manifest(manifest(tmp_path, "file\nsub/a.dcm\n"))
    assert film.path == tmp_path / "sub" / "a.dcm" and film.sex is None


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    text = "file,sex,age\na.png,x,10\n,F,3\nb.png,F,126\nc.png,F\n"
    with pytest.raises(AnnotationError) as caught:
        films_of_manifest(manifest(tmp_path, text))
    said = str(caught.value)
    assert "list.csv: 4 faults" in said
    for part in ("row 2, column 'sex'", "row 3, column 'file'", "divide them by 12", "has 2 cells"):
        assert part in said


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "got ''"),
        ("name;sex\n", "wanted the columns file,sex,age"),
        ("file,age_months\na.png,3\n", "call the column 'age'"),
        ("file,file\na.png,b.png\n", "stands twice"),
        ("file,sex,age\n", "names no film"),
        ('file\n"a.png\n', "is no sound CSV"),
    ],
)
def test_manifests_that_are_none_are_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(AnnotationError, match=message):
        films_of_manifest(manifest(tmp_path, text))
