"""`RsnaDataset`: films with a sex and a bone age each, as the RSNA 2017 challenge lays them out."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from boneage_kp.data.film_dataset import FilmDataset
from boneage_kp.data.formats import rsna_csv
from boneage_kp.data.sample import Sample, sample_of
from boneage_kp.film.image import read_grey
from boneage_kp.registry import DATASETS


@DATASETS.register_module()
class RsnaDataset(FilmDataset):
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
        records = rsna_csv.read(path)
        found = rsna_csv.films_folder(path, records)
        folder = found if image_folder is None else Path(image_folder)
        # A sample wants stages as numbers of some standard; these films have none.
        super().__init__(path, records, folder, pipeline, "tw3_rus", seed)

    def sample(self, index: int) -> Sample:
        """The film as it is in its file, with its sex and age."""
        grey = read_grey(self.folder / self.records[index].file_name)
        height, width = grey.shape
        return sample_of(replace(self.records[index], size_hw=(height, width)), grey, self.standard)
