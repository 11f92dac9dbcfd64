"""`choice.json`: which masks of a round are good, by the rule or by a person's clicks."""

import json
from collections.abc import Sequence
from pathlib import Path

from boneage_kp.film.whole_file import whole_text_file
from boneage_kp.study.regional.masks.rounds import Predicted
from boneage_kp.study.regional.masks.rule import MaskRule


def good_by_rule(predicted: Sequence[Predicted], rule: MaskRule) -> list[str]:
    """Films whose mask has no fault."""
    return [
        one.name for one in predicted if one.measures is not None and not rule.faults(one.measures)
    ]


def write_choice(path: Path, number: int, good: Sequence[str]) -> None:
    with whole_text_file(path) as file:
        json.dump({"round": number, "good": list(good)}, file, indent=1)


def read_choice(path: Path, number: int, predicted: Sequence[Predicted]) -> list[str]:
    """Films that were chosen; a file of another round, or of other films, is refused."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        got, good = document["round"], list(document["good"])
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise ValueError(f"{path}: is no choice of masks ({error!r}); save it anew") from None
    if got != number:
        raise ValueError(f"{path}: is the choice of round {got}; that of round {number} is wanted")
    masks = {one.name for one in predicted if one.measures is not None}
    strange = [name for name in good if name not in masks]
    if strange:
        raise ValueError(
            f"{path}: names {len(strange)} films that this round made no mask of, such as "
            f"{strange[0]!r}; save it anew from this round's page"
        )
    return good
