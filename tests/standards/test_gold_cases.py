"""Cases worked out by hand from the printed rows; they run everywhere and read no table file."""

import pytest

from boneage_kp.schema.records import Sex
from boneage_kp.standards import bone_age, load_standard, total_score

RUS = [
    "radius",
    "ulna",
    "mc1",
    "mc3",
    "mc5",
    "pp1",
    "pp3",
    "pp5",
    "mp3",
    "mp5",
    "dp1",
    "dp3",
    "dp5",
]
CARPAL = ["capitate", "hamate", "triquetral", "lunate", "scaphoid", "trapezium", "trapezoid"]
ONE_HAND = dict(
    zip(RUS, ["F", "F", "E", "E", "E", "F", "F", "F", "F", "F", "F", "F", "F"], strict=True)
)


def all_at(bones: list[str], stage: str) -> dict[str, str]:
    return dict.fromkeys(bones, stage)


@pytest.mark.parametrize(
    ("standard_id", "sex", "stages", "total"),
    [
        # 16+27+6+4+4+7+4+4+4+6+5+4+5
        ("tw3_rus", "M", all_at(RUS, "B"), 96),
        # 23+30+8+5+6+9+5+6+6+7+7+7+7
        ("tw3_rus", "F", all_at(RUS, "B"), 126),
        # 39+40+21+12+14+17+15+15+15+15+17+13+13
        ("tw2_rus_uk", "M", all_at(RUS, "E"), 246),
        # 114+118+43+37+35+44+37+35+36+35+48+33+32
        ("tw2_rus_japan", "F", all_at(RUS, "G"), 647),
        # 59+58+21+12+14+26+23+21+22+23+26+18+18
        ("tw3c_rus_china", "M", ONE_HAND, 341),
        ("tw3_rus", "M", {**all_at(RUS, "I"), "ulna": "H"}, 1000),
        ("tw3_rus", "F", {**all_at(RUS, "I"), "ulna": "H"}, 1000),
        # 15+35+8+5+6+7+5+6+5+6+6+5+6
        ("rus_chn", "M", all_at(RUS, "3"), 115),
        # 40+73+23+14+15+17+15+18+16+19+20+16+18
        ("rus_chn", "F", all_at(RUS, "5"), 304),
        # 113+100+57+58+71+66+51
        ("tw3_carpal", "M", all_at(CARPAL, "E"), 516),
        # 88+74+16+24+35+27+30
        ("tw3_carpal", "F", all_at(CARPAL, "C"), 294),
    ],
)
def test_sums_added_by_hand(standard_id: str, sex: str, stages: dict, total: int) -> None:
    assert total_score(load_standard(standard_id), Sex(sex), stages).total == total


BELOW, MATURE = "below_first_row", "mature"


@pytest.mark.parametrize(
    ("standard_id", "sex", "score", "years"),
    [
        ("tw3_rus", "M", 41, BELOW),
        ("tw3_rus", "M", 42, 2.0),
        ("tw3_rus", "M", 176, 5.65),  # 175 = 5.6, 177 = 5.7
        ("tw3_rus", "M", 290, 9.375),  # 287 = 9.3, 291 = 9.4
        ("tw3_rus", "M", 497, 12.95),  # 493 = 12.9, 501 = 13.0
        ("tw3_rus", "M", 1000, MATURE),
        ("tw3_rus", "F", 125, BELOW),
        ("tw3_rus", "F", 126, 2.0),
        ("tw3_rus", "F", 401, 8.55),  # 398 = 8.5, 404 = 8.6
        ("tw3_rus", "F", 664, 11.8 + 0.1 * 6 / 9),  # 658 = 11.8, 667 = 11.9
        ("tw2_rus_uk", "M", 25, BELOW),
        ("tw2_rus_uk", "M", 183, 5.7 + 0.1 / 3),  # 182 = 5.7, 185 = 5.8
        ("tw2_rus_uk", "M", 218, 7.1),  # a repaired cell
        ("tw2_rus_uk", "M", 487, 14.1 + 0.1 * 6 / 9),  # 481 = 14.1, 490 = 14.2
        ("tw2_rus_uk", "F", 241, 4.7 + 0.1 / 3),  # 240 = 4.7, 243 = 4.8
        ("tw2_rus_uk", "F", 611, 12.3 + 0.1 * 6 / 9),  # 605 = 12.3, 614 = 12.4
        ("tw2_rus_uk", "F", 1000, MATURE),
        ("tw2_rus_japan", "M", 123, BELOW),
        ("tw2_rus_japan", "M", 198, 6.4 + 0.1 / 3),  # 197 = 6.4, 200 = 6.5
        ("tw2_rus_japan", "M", 279, 9.7 + 0.2 / 3),  # 277 = 9.7, 280 = 9.8
        ("tw2_rus_japan", "F", 225, 3.9),  # stands at 3.9 and 4.0: the lowest age
        ("tw2_rus_japan", "F", 279, 6.15),  # 277 = 6.1, 281 = 6.2
        ("tw2_rus_japan", "F", 397, 9.05),  # 394 = 9.0, 400 = 9.1
        ("tw3c_rus_china", "M", 0, 0.0),
        ("tw3c_rus_china", "M", 247, 8.5 + 0.5 / 3),  # 240 = 8.5, 261 = 9.0
        ("tw3c_rus_china", "M", 509, 12.75),  # 475 = 12.5, 543 = 13.0
        ("tw3c_rus_china", "F", 221, 4.25),  # 214 = 4.0, 228 = 4.5
        ("tw3c_rus_china", "F", 370, 8.0 + 0.5 / 3),  # 361 = 8.0, 388 = 8.5
        ("tw3c_rus_china", "F", 701, 11.6),  # 688 = 11.5, 753 = 12.0
        ("rus_chn", "M", 17, BELOW),
        ("rus_chn", "M", 18, 1.248306),
        ("rus_chn", "M", 263.5, (10.20944 + 10.224272) / 2),
        ("rus_chn", "F", 44, BELOW),
        ("rus_chn", "F", 763, 12.360985),
        ("rus_chn", "F", 1000, MATURE),
        ("tw3_carpal", "M", 189, BELOW),
        ("tw3_carpal", "M", 190, 2.4),  # stands at 2.4 and 2.5: the lowest age
        ("tw3_carpal", "M", 318, 5.55),  # 314 = 5.5, 322 = 5.6
        ("tw3_carpal", "M", 606, 8.75),  # 601 = 8.7, 611 = 8.8
        ("tw3_carpal", "F", 333, 4.45),  # 329 = 4.4, 337 = 4.5
        ("tw3_carpal", "F", 588, 7.3 + 0.1 * 6 / 9),  # 582 = 7.3, 591 = 7.4
    ],
)
def test_ages_worked_out_by_hand(
    standard_id: str, sex: str, score: float, years: float | str
) -> None:
    age = bone_age(load_standard(standard_id), Sex(sex), score)
    if isinstance(years, str):
        assert (age.bound, age.age_months) == (years, None)
    else:
        assert age.bound is None
        assert age.age_months == pytest.approx(12 * years, abs=1e-9)
