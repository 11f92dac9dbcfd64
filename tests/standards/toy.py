"""A toy standard written into a folder: own bones and stage names, small enough for a pencil."""

from pathlib import Path

STANDARD_TOML = """\
id = "toy"
title = "Toy standard of three bones"
kind = "own_names"
bones = ["knob", "stick", "twig"]
final_sum = { M = 20, F = 22 }
age_unit = "years"
provenance = "made up for the tests"

[stages]
knob = ["none", "small", "big"]
stick = ["0", "1"]
twig = ["none", "bud", "leaf", "wood"]

[curve.M]
first = [2, 1.0]
last = [18, 6.0]
[curve.F]
first = [0, 0.5]
last = [22, 5.0]
"""

STAGE_SCORES = """\
sex,bone,stage,score
M,knob,none,0
M,knob,small,3
M,knob,big,7
M,stick,0,0
M,stick,1,5
M,twig,none,0
M,twig,bud,2
M,twig,leaf,2
M,twig,wood,8
F,knob,none,0
F,knob,small,4
F,knob,big,8
F,stick,0,0
F,stick,1,5
F,twig,none,0
F,twig,bud,1
F,twig,leaf,3
F,twig,wood,9
"""

SCORE_TO_AGE = """\
sex,score,age_years
M,2,1.0
M,6,2.0
M,6,2.5
M,10,4.0
M,18,6.0
F,0,0.5
F,11,3.0
F,22,5.0
"""

FILES = {
    "standard.toml": STANDARD_TOML,
    "stage_scores.csv": STAGE_SCORES,
    "score_to_age.csv": SCORE_TO_AGE,
}


def write_toy(root: Path, name: str = "toy") -> Path:
    """Write the toy standard as `root/name` and return its folder."""
    folder = root / name
    folder.mkdir(parents=True)
    for file, text in FILES.items():
        (folder / file).write_text(text, encoding="utf-8")
    return folder


def change(folder: Path, file: str, old: str, new: str) -> None:
    """Replace one passage of one file; it must be there, and once."""
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, (file, old, text.count(old))
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
