"""Files of hands in and out, one format a file. Nothing here needs torch or pycocotools.

| file           | format                                                   | in | out |
|----------------|----------------------------------------------------------|----|-----|
| `coco`         | labelled films, the project's own (docs/format.md)       | x  | x   |
| `cvat`         | CVAT's "COCO Keypoints 1.0", JSON or ZIP                 | x  | x   |
| `label_studio` | Label Studio's JSON tasks                                | x  | x   |
| `hands_csv`    | stages of many hands without films, one a row            | x  |     |
| `label_setups` | the label set-ups that CVAT and Label Studio begin with  |    | x   |

`faults` is how bad files are refused: all faults of a file in one `AnnotationError`, each with its
place, what it got, what it wanted and the cure. `film_facts` puts sex, ages and spacing back where
another tool's file has lost them.

To add a dataset's reader: `<name>.py` with `read(path) -> HandFile` (see `coco`), collecting its
faults in a `FaultList`, and a row in `data.checks.READERS`. To add an export: `write(hands, path)`
in the same file. Either comes with a two-image sample and one broken file in `tests/data/formats/`.
"""

from boneage_kp.data.formats.faults import AnnotationError, Fault, FaultList

__all__ = ["AnnotationError", "Fault", "FaultList"]
