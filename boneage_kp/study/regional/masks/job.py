"""`MaskJob`: what the mining of masks was asked for, and where its files lie.

OUTPUT/job.json               what was asked; another job in the same folder is refused
OUTPUT/round_K/train.csv      films and masks that round K is trained on, beside phantoms
OUTPUT/round_K/work/          its training run
OUTPUT/round_K/weights.safetensors
OUTPUT/round_K/predicted/     a mask a film that has none yet; NAME.png, 0 and 255
OUTPUT/round_K/thumbnails/    the same films with their masks drawn in, for the page
OUTPUT/round_K/measures.jsonl what was measured of each, a line a film
OUTPUT/round_K/page.html      to click through; saves choice.json
OUTPUT/round_K/choice.json    {"round": K, "good": [films]}
OUTPUT/masks.csv, worst.csv   all masks in the end; films without, worst first
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boneage_kp.data.mask_table import MaskedFilm, read_mask_table
from boneage_kp.film.whole_file import whole_text_file
from boneage_kp.study.regional.prepare import film_stem

ENDINGS = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".dcm", ".dicom")
JOB = "job.json"


@dataclass(frozen=True)
class RoundFiles:
    """Paths of one round."""

    folder: Path

    @property
    def train(self) -> Path:
        return self.folder / "train.csv"

    @property
    def work(self) -> Path:
        return self.folder / "work"

    @property
    def weights(self) -> Path:
        return self.folder / "weights.safetensors"

    @property
    def measures(self) -> Path:
        return self.folder / "measures.jsonl"

    @property
    def page(self) -> Path:
        return self.folder / "page.html"

    @property
    def choice(self) -> Path:
        return self.folder / "choice.json"

    def predicted(self, name: str) -> Path:
        return self.folder / "predicted" / f"{film_stem(name)}.png"

    def thumbnail(self, name: str) -> Path:
        return self.folder / "thumbnails" / f"{film_stem(name)}.jpg"


@dataclass(frozen=True)
class MaskJob:
    """films: by name, from `root` on; given: a person's masks by the film's name.

    overrides:       KEY=VALUE on top of the config; phantoms: their share of the training films.
    """

    output: Path
    root: Path
    films: tuple[str, ...]
    given: Mapping[str, Path]
    config: Path
    overrides: tuple[str, ...]
    phantoms: float
    rounds: int
    by_page: bool

    def files(self, number: int) -> RoundFiles:
        return RoundFiles(self.output / f"round_{number}")

    def asked(self) -> dict[str, Any]:
        """What the masks depend on; the number of rounds may grow."""
        return {
            "films": list(self.films),
            "given": {name: _digest(path) for name, path in self.given.items()},
            "config": _digest(self.config),
            "overrides": list(self.overrides),
            "phantoms": self.phantoms,
            "by_page": self.by_page,
        }

    def keep(self) -> None:
        """Write job.json; refuse a folder that holds another job."""
        self.output.mkdir(parents=True, exist_ok=True)
        path, now = self.output / JOB, json.loads(json.dumps(self.asked()))
        if path.is_file():
            before = json.loads(path.read_text(encoding="utf-8"))
            different = sorted(key for key in now if before.get(key) != now[key])
            if different:
                raise ValueError(
                    f"{path}: was begun with other {', '.join(different)}; name another --output, "
                    "or give what it was begun with"
                )
            return
        with whole_text_file(path) as file:
            json.dump(now, file, indent=1)


def films_under(root: Path) -> tuple[str, ...]:
    """Names of all films of a folder and those below it, from the folder on, sorted."""
    found = [path for path in root.rglob("*") if path.suffix.lower() in ENDINGS and path.is_file()]
    if not found:
        raise ValueError(f"{root}: holds no films; known endings: {' '.join(ENDINGS)}")
    return tuple(sorted(path.relative_to(root).as_posix() for path in found))


def masks_given(masks: Path | None, root: Path, films: Sequence[str]) -> dict[str, Path]:
    """A person's masks by the film's name.

    masks:  a table of film and mask, or a folder of NAME.png for the film NAME.*.
    """
    if masks is None:
        return {}
    if masks.is_dir():
        found = {name: masks / f"{Path(name).stem}.png" for name in films}
        there = {name: path for name, path in found.items() if path.is_file()}
        if not there:
            raise ValueError(f"{masks}: holds no NAME.png for any of the {len(films)} films")
        return there
    by_path = {(root / name).resolve(): name for name in films}
    rows: tuple[MaskedFilm, ...] = read_mask_table(masks)
    unknown = [str(row.film) for row in rows if row.film.resolve() not in by_path]
    if unknown:
        raise ValueError(f"{masks}: {len(unknown)} films are not under {root}, as {unknown[0]}")
    return {by_path[row.film.resolve()]: row.mask for row in rows}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
