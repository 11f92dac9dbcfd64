"""Files of hands in and out, one format a file. Nothing here needs torch or pycocotools.

`coco` holds labelled films (docs/format.md), `hands_csv` stages of many hands, one a row.
`faults` is how bad files are refused: all faults of a file in one `AnnotationError`, each with its
place, what it got, what it wanted and the cure. `whole_file` writes a file wholly or not at all.

To add a dataset's reader: `<name>.py` with `read(path) -> HandFile` (see `coco`), collecting its
faults in a `FaultList`. To add an export: `write(records, path)` in the same file. Either comes
with a two-image sample and one broken file in `tests/data/formats/`.
"""

from boneage_kp.data.formats.faults import AnnotationError, Fault, FaultList

__all__ = ["AnnotationError", "Fault", "FaultList"]
