"""The sheet and the comparison: laid out, complete, with bounds and doubts in words."""

from boneage_kp.report.hand_score import score_hand
from boneage_kp.report.score_comparison import comparison_sheet
from boneage_kp.report.score_sheet import WIDTH, score_sheet
from boneage_kp.schema.records import Sex
from boneage_kp.standards import load_standard

TW3 = load_standard("tw3_rus")
STAGES = dict(zip(TW3.bones, "GFGGFGGFGFGGG", strict=True))
CERTAIN = {bone: {stage: 1.0} for bone, stage in STAGES.items()}

EXPECTED = f"""\
film 7 · TW3-RUS (13 bones, European and North American children) · girl

bone                            stage  points   total
-----------------------------------------------------
radius   distal radius              G     114     114
ulna     distal ulna                F      74     188
mc1      metacarpal I               G      43     231
mc3      metacarpal III             G      37     268
mc5      metacarpal V               F      23     291
pp1      proximal phalanx I         G      44     335
pp3      proximal phalanx III       G      37     372
pp5      proximal phalanx V         F      26     398
mp3      middle phalanx III         G      36     434
mp5      middle phalanx V           F      28     462
dp1      distal phalanx I           G      48     510
dp3      distal phalanx III         G      33     543
dp5      distal phalanx V           G      32     575
-----------------------------------------------------
score                                             575

Bone age    10.86 years
            between row 570 = 10.8 years and row 579 = 10.9 years of the
            tw3_rus curve (F)
            10.8 + (575 − 570) / (579 − 570) × (10.9 − 10.8) = 10.86
Interval    none: stages given as certain
            That is no claim that the age is exact: readers differ by a stage
            here and there. For an interval, give probabilities:
            radius=G:0.7,H:0.3
Age         not given
Standard    tw3_rus, tables {TW3.digest[:16]}

Research software, not a medical device."""


def test_the_whole_sheet() -> None:
    assert score_sheet(score_hand(TW3, Sex.FEMALE, CERTAIN), "film 7") == EXPECTED


def test_doubt_estimates_and_the_substitute_sd_are_said() -> None:
    ratings = CERTAIN | {"radius": {"G": 0.7, "H": 0.3}}
    del ratings["ulna"]
    text = score_sheet(score_hand(TW3, Sex.FEMALE, ratings, 12.0, impute=True))
    assert "0.70\n" in text and "estimated\n" in text
    for words in (
        "90% between",
        "widened most by",
        "err independently",
        "one tempo for the hand",
        "(substitute SD)",
        "not tw3_rus's own",
    ):
        assert words in text
    assert all(len(line) <= WIDTH and line == line.rstrip() for line in text.splitlines())


def test_mass_without_an_age_is_named_beside_the_mean() -> None:
    top = {bone: {TW3.stages[bone][-1]: 1.0} for bone in TW3.bones}
    text = score_sheet(score_hand(TW3, Sex.MALE, top | {"dp5": {"H": 0.4, "I": 0.6}}))
    assert "mature (≥ 16.5 years)" in text
    assert "leaves out 60% that has a bound and no age" in " ".join(text.split())


def test_old_and_new_side_by_side() -> None:
    before = score_hand(TW3, Sex.FEMALE, CERTAIN)
    after = score_hand(TW3, Sex.FEMALE, CERTAIN | {"ulna": {"G": 0.5, "H": 0.5}})
    text = comparison_sheet(before, after)
    marked = [line for line in text.splitlines() if line.startswith("* ")]
    assert len(marked) == 1 and marked[0].split()[1:3] == ["ulna", "F"]
    assert marked[0].endswith("+44")
    assert "(+0.51 years)" in text and "none ->" in text and "not a medical device" in text


def test_an_interval_that_is_one_bound_says_so_once() -> None:
    bottom = {bone: {"A": 1.0} for bone in TW3.bones} | {"radius": {"A": 0.5, "B": 0.5}}
    text = score_sheet(score_hand(TW3, Sex.MALE, bottom))
    assert "Interval    < 2 years, with a probability of 90% or more" in text
