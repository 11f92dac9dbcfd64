"""What the shipped weights say of the film in the package, kept: a change of it is to be seen.

    python -m tests.engine.renew_golden_reading

reads it anew after weights, calibration or reading were changed on purpose.
"""

import json
from pathlib import Path
from typing import Any

from boneage_kp import read_hand
from boneage_kp.demo import DEMO_AGE_YEARS, DEMO_FILM, DEMO_SEX
from boneage_kp.film.whole_file import whole_text_file
from boneage_kp.report.results_row import results_row

KEPT = Path(__file__).with_name("golden_reading.json")
COMMAND = "python -m tests.engine.renew_golden_reading"


def read() -> dict[str, Any]:
    """The row of results.jsonl of the film, its path left out."""
    reading = read_hand(DEMO_FILM, sex=DEMO_SEX, age_years=DEMO_AGE_YEARS)
    return results_row(reading, DEMO_AGE_YEARS) | {"file": DEMO_FILM.name}


def kept() -> dict[str, Any]:
    """The row as it was kept."""
    return json.loads(KEPT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    with whole_text_file(KEPT) as file:
        file.write(json.dumps(read(), indent=1) + "\n")
    print(f"{KEPT.name}: kept")
