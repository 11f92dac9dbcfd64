"""`films_with_ages`: films to measure a bone age on, out of a COCO file or an RSNA table."""

from pathlib import Path

from boneage_kp.data.formats import coco, rsna_csv
from boneage_kp.schema.records import HandRecord


def films_with_ages(path: Path, images: Path | None = None) -> tuple[list[HandRecord], Path]:
    """Records of a COCO file or an RSNA table, and the folder that their names start from.

    raises:  ValueError where no film has a bone age.
    """
    if path.suffix.lower() == ".csv":
        table = rsna_csv.read(path)
        records, root = list(table), rsna_csv.films_folder(path, table)
    else:
        hands = coco.read(path, "tw3_rus")
        records, root = [*hands.records, *hands.unannotated], path.parent
    if all(record.bone_age_months is None for record in records):
        raise ValueError(
            f"{path}: none of its {len(records)} films has a bone age; wanted bone_age_months in a "
            "COCO file, or the column boneage in a table"
        )
    return records, images or root
