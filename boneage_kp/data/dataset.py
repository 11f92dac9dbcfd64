"""`HandDataset`: records of a COCO file, their films, and a pipeline of transforms."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from boneage_kp.data.film_dataset import FilmDataset
from boneage_kp.data.formats import coco
from boneage_kp.data.sample import Sample, sample_of
from boneage_kp.film.image import FilmError, read_grey
from boneage_kp.phantom.dataset_plan import drawn_digest
from boneage_kp.registry import DATASETS


@DATASETS.register_module()
class HandDataset(FilmDataset):
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
        hands = coco.read(path)
        records = hands.records
        if not records:
            raise ValueError(f"{path}: holds no annotated hand; nothing to train or measure on")
        folder = path.parent if image_folder is None else Path(image_folder)
        super().__init__(path, records, folder, pipeline, standard, seed)
        self.digest = drawn_digest(hands.info, len(records)) or self.digest

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
