"""Who made a document, and what it has to say of itself wherever it is read."""

from collections.abc import Mapping
from typing import Any

from boneage_kp import __version__
from boneage_kp.report.lettering import plain

SOFTWARE = "boneage_kp"
NOTICE = "Research software, not a medical device. Not verified by a physician."
RELEASE = f"{SOFTWARE} {__version__}"
_SHOWN_DIGITS = 16  # of a digest, as on the report page
_NAMED = ("model", "finder", "calibration", "standard", "image")


def made_from(row: Mapping[str, Any]) -> tuple[str, ...]:
    """What the reading rests on: standard, network and tables by the beginnings of their digests.

    Never the film's own path: it is the user's, and may hold a name.
    """
    digests = row["digests"]
    told = [f"{name} {digests[name][:_SHOWN_DIGITS]}" for name in _NAMED if name in digests]
    return (f"scored by {row['standard']}", *told)


def plain_reasons(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Reasons of the verdict, in signs that every character set of DICOM has."""
    return tuple(plain(reason) for reason in row["reasons"])
