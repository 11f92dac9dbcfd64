"""`FilmDataset`: what datasets of films in files share; each says how its films get labels."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from boneage_kp.data.draws import DrawKey, generator
from boneage_kp.data.sample import Sample
from boneage_kp.data.transforms.pack import pack
from boneage_kp.film.image import FilmError
from boneage_kp.registry import TRANSFORMS, build
from boneage_kp.schema.records import HandRecord
from boneage_kp.standards import load_standard


class FilmDataset:
    """Films of one annotation file through a pipeline of transforms.

    path:      the annotation file that the records are from.
    folder:    where file names start from; all films must be there.
    pipeline:  transforms in order; the last must leave all samples of one size.
    standard:  whose stages the samples count in.
    """

    def __init__(
        self,
        path: Path,
        records: tuple[HandRecord, ...],
        folder: Path,
        pipeline: Sequence[Any],
        standard: str,
        seed: int,
    ) -> None:
        self.records = records
        self.folder = folder
        self.standard = load_standard(standard)
        self.pipeline = [build(step, TRANSFORMS) for step in pipeline]
        self.seed = seed
        self.digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        missing = [r.file_name for r in records if not (folder / r.file_name).is_file()]
        if missing:
            raise FilmError(
                f"{path}: {len(missing)} of {len(records)} films are not under {folder}, the "
                f"first: {missing[0]!r}; set image_folder= to where they lie"
            )

    def __len__(self) -> int:
        return len(self.records)

    def sample(self, index: int) -> Sample:
        """The film as it is in its file, with its labels."""
        raise NotImplementedError

    def __getitem__(self, key: DrawKey | int) -> dict[str, Any]:
        key = key if isinstance(key, DrawKey) else DrawKey(0, key)
        sample, rng = self.sample(key.index), generator(self.seed, key)
        for step in self.pipeline:
            sample = step(sample, rng)
        return pack(sample)
