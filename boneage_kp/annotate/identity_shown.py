"""Names in a DICOM header, for a rater who asked for them with --dicom-identity.

Everywhere else the package never reads these tags (film/identity.py). What is read here goes to the
page and nowhere else: to no file, no log, no error message.
"""

from pathlib import Path

import pydicom
from pydicom.errors import InvalidDicomError

_TAGS = {"name": "PatientName", "id": "PatientID", "born": "PatientBirthDate", "taken": "StudyDate"}
_LONGEST = 128


def identity_of(path: Path) -> dict[str, str]:
    """What the header says of the person; {} for files that are no DICOM or cannot be read."""
    try:
        header = pydicom.dcmread(path, stop_before_pixels=True, specific_tags=list(_TAGS.values()))
        found = {key: str(header.get(tag, ""))[:_LONGEST] for key, tag in _TAGS.items()}
    except (InvalidDicomError, OSError, ValueError, KeyError, AttributeError, TypeError):
        return {}
    return {key: value for key, value in found.items() if value}
