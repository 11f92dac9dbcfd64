"""The ratio to the rival as it was measured once, for those who do not run it; with its date."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

STORED = Path(__file__).with_name("stored.json")


@dataclass(frozen=True)
class StoredRatio:
    """rival_over_ours: seconds of the rival over ours, by precision; at size_px, on machine."""

    date: str
    machine: str
    versions: str
    size_px: int
    rival_over_ours: dict[str, float]


def stored_ratio(path: Path = STORED) -> StoredRatio | None:
    """None where none was ever measured."""
    if not path.is_file():
        return None
    return StoredRatio(**json.loads(path.read_text(encoding="utf-8")))


def store_ratio(found: StoredRatio, path: Path = STORED) -> None:
    path.write_text(json.dumps(asdict(found), indent=1) + "\n", encoding="utf-8")
