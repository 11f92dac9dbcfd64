"""What each stage looks like: a sentence of ours and a drawing of the phantom generator."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from boneage_kp.schema.hand import HAND
from boneage_kp.standards import Standard

SENTENCES = Path(__file__).with_name("stage_sentences.toml")
DRAWINGS = Path(__file__).with_name("drawings")
NOTE = (
    "Drawings by the phantom generator, tip up; sentences in our own words. A stage is given when "
    "what its sentence names is seen; in doubt between two, the less mature one."
)


@cache
def sentences() -> dict[str, dict[str, str]]:
    """Bone -> stage -> sentence."""
    with open(SENTENCES, "rb") as file:
        groups = tomllib.load(file)["group"]
    found: dict[str, dict[str, str]] = {name: {} for name in HAND.names}
    for group in groups:
        for bone in group["bones"]:
            found[bone] |= {stage: text for stage, text in group.items() if stage != "bones"}
    return found


def drawing_of(bone: str, stage: str) -> Path | None:
    """The file of one drawing; None where there is none."""
    if bone not in HAND.names or not (len(stage) == 1 and stage.isascii() and stage.isalpha()):
        return None
    path = DRAWINGS / f"{bone}_{stage}.jpg"
    return path if path.is_file() else None


def stage_help(standard: Standard) -> dict[str, Any]:
    """The answer of GET /api/help/stages."""
    bones = {}
    for bone in HAND.names:
        bones[bone] = [
            {
                "stage": stage,
                "text": sentences()[bone].get(stage, ""),
                "drawing": f"/api/help/drawings/{bone}/{stage}"
                if drawing_of(bone, stage)
                else None,
            }
            for stage in standard.stages[bone]
        ]
    return {"standard_id": standard.id, "note": NOTE, "bones": bones}
