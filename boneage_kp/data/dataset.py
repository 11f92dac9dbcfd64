"""`HandDataset`: records of a COCO file, their films, and a pipeline of transforms."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from boneage_kp.data.draws import DrawKey, generator
from boneage_kp.data.formats import coco
from boneage_kp.data.sample import Sample, sample_of
from boneage_kp.data.transforms.pack import pack
from boneage_kp.film.image import FilmError, read_grey
from boneage_kp.registry import DATASETS, TRANSFORMS, build
from boneage_kp.schema.records import HandRecord
from boneage_kp.standards import load_standard


@DATASETS.register_module()
class HandDataset:
    """Labelled films of one COCO file.

    annotation_file:  in the project's format; all its faults are told at once.
    image_folder:     where file names start from; the file's own folder when not given.
    pipeline:         transforms in order; the last must leave all samples of one size.
    """

    def __init__(
        self,
        annotation_file: str,
        pipeline: Sequence[Any] = (),
        image_folder: str | None = None,
        standard: str = "tw3_rus",
        seed: int = 0,
    ) -> None:
        path = Path(annotation_file)
        self.records: tuple[HandRecord, ...] = coco.read(path).records
        if not self.records:
            raise ValueError(f"{path}: holds no annotated hand; nothing to train or measure on")
        self.folder = Path(image_folder) if image_folder is not None else path.parent
        self.standard = load_standard(standard)
        self.pipeline = [build(step, TRANSFORMS) for step in pipeline]
        self.seed = seed
        self.digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        self._check_files(path)

    def __len__(self) -> int:
        return len(self.records)

    def sample(self, index: int) -> Sample:
        """The film as it is in its file, with its labels."""
        record = self.records[index]
        grey = read_grey(self.folder / record.file_name)
        if grey.shape != tuple(record.size_hw):
            raise FilmError(
                f"{self.folder / record.file_name}: is {grey.shape[1]} x {grey.shape[0]} pixels; "
                f"its record says {record.size_hw[1]} x {record.size_hw[0]}"
            )
        return sample_of(record, grey, self.standard)

    def __getitem__(self, key: DrawKey | int) -> dict[str, Any]:
        key = key if isinstance(key, DrawKey) else DrawKey(0, key)
        sample, rng = self.sample(key.index), generator(self.seed, key)
        for step in self.pipeline:
            sample = step(sample, rng)
        return pack(sample)

    def _check_files(self, path: Path) -> None:
        missing = [r.file_name for r in self.records if not (self.folder / r.file_name).is_file()]
        if missing:
            raise FilmError(
                f"{path}: {len(missing)} of {len(self.records)} films are not under "
                f"{self.folder}, the first: {missing[0]!r}; set image_folder= to where they lie"
            )
