import json
import re

from boneage_kp.evaluation.summary import Evaluation, report
from boneage_kp.evaluation.tables import tables, to_json, to_text
from boneage_kp.schema.hand import HAND
from boneage_kp.standards import Standard


def row(text: str, title: str, name: str) -> list[str]:
    """Cells of the first row called `name` under a table's title."""
    part = text[text.index(f"\n{title}\n") :]
    return re.findall(rf"^{name} +(.+)$", part, re.MULTILINE)[0].split()


def test_every_bone_stands_in_the_text_with_its_misses(mixed: Evaluation) -> None:
    text = to_text(mixed)
    assert text.startswith("mixed <films> & more: 10 of 11 films read\n")
    for name in HAND.names:
        assert row(text, "Points", name)
    assert row(text, "Points", "mp3")[:2] == ["11", "18.2"]  # one bone, and one film, of 11
    assert row(text, "Points", "radius")[:2] == ["11", "9.1"]
    assert row(text, "Points", "mp3")[-2] == "missed"  # 95 % quantile
    assert row(text, "Points", "dp5")[-1] == "0/1"
    assert "from the 7 of 11 films whose spacing is known" in " ".join(text.split())


def test_ages_are_in_years(mixed: Evaluation) -> None:
    text = to_text(mixed)
    assert row(text, "Bone age", "all")[:3] == ["11", "9", "81.8"]
    assert mixed.age.overall.mae_months is not None
    mae_years = mixed.age.overall.mae_months / 12
    assert row(text, "Bone age", "all")[3] == f"{mae_years:.2f}"
    plain = to_json(mixed)
    assert plain["age"]["overall"]["mae_years"] == mae_years
    assert plain["age"]["bands"][0]["high_years"] == 5.0
    assert plain["age"]["bands"][-1]["high_years"] == "inf"
    assert len(plain["age"]["limits_of_agreement_years"]) == 2
    assert "months" not in json.dumps(plain)


def test_json_is_plain_and_honest_about_infinity(mixed: Evaluation) -> None:
    plain = json.loads(json.dumps(to_json(mixed), allow_nan=False))
    mp3 = plain["keypoints"]["by_bone"]["mp3"]
    assert mp3["share"]["p95"] == "inf" and mp3["share"]["missed"] == 2
    assert mp3["pck"].keys() == {"0.01", "0.02", "0.04"}
    assert plain["oks"] is None
    assert "errors_share" not in plain["keypoints"]
    assert len(plain["stages"]["confusion"][0]) == 10


def test_tables_with_nothing_in_them_are_left_out(tw3: Standard, mixed: Evaluation) -> None:
    titles = {table.title for table in tables(mixed)}
    assert {"Points", "Centred points", "Stages", "Bone age"} <= titles
    empty = report([], [], tw3, oks=False)
    assert tables(empty) == ()
    assert json.dumps(to_json(empty), allow_nan=False)


def test_rows_are_as_wide_as_their_headings(mixed: Evaluation) -> None:
    for table in tables(mixed):
        assert {len(cells) for cells in table.rows} == {len(table.columns)}, table.title
