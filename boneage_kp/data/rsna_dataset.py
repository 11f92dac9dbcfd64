"""`RsnaDataset`: films with a sex and a bone age each, as the RSNA 2017 challenge lays them out."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from boneage_kp.data.draws import DrawKey, generator
from boneage_kp.data.formats import rsna_csv
from boneage_kp.data.sample import Sample, sample_of
from boneage_kp.data.transforms.pack import pack
from boneage_kp.film.image import FilmError, read_grey
from boneage_kp.registry import DATASETS, TRANSFORMS, build
from boneage_kp.schema.records import HandRecord
from boneage_kp.standards import load_standard


@DATASETS.register_module()
class RsnaDataset:
    """A folder of `<id>.png` and a table of them; for whole-image systems, since it has no points.

    annotation_file:  CSV with id, boneage (months), male; all its faults are told at once.
    image_folder:     where the films lie; when not given, a folder of the table's name or its own.
    pipeline:         transforms in order; frame="hand" means the whole film here.
    """

    def __init__(
        self,
        annotation_file: str,
        pipeline: Sequence[Any] = (),
        image_folder: str | None = None,
        seed: int = 0,
    ) -> None:
        path = Path(annotation_file)
        self.records: tuple[HandRecord, ...] = rsna_csv.read(path)
        found = rsna_csv.films_folder(path, self.records)
        self.folder = found if image_folder is None else Path(image_folder)
        # A sample wants stages as numbers of some standard; these films have none.
        self.standard = load_standard("tw3_rus")
        self.pipeline = [build(step, TRANSFORMS) for step in pipeline]
        self.seed = seed
        self.digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        self._check_files(path)

    def __len__(self) -> int:
        return len(self.records)

    def sample(self, index: int) -> Sample:
        """The film as it is in its file, with its sex and age."""
        grey = read_grey(self.folder / self.records[index].file_name)
        height, width = grey.shape
        return sample_of(replace(self.records[index], size_hw=(height, width)), grey, self.standard)

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
