"""Single values of a DICOM header that may hold anything: a clean value, or nothing."""

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydicom.dataset import Dataset


def numbers(header: "Dataset", keyword: str) -> tuple[float, ...]:
    """All values of a tag as finite numbers; empty where it is missing, empty or no number."""
    try:
        value = header.get(keyword)
        if value is None or value == "":
            return ()
        values = value if _is_many(value) else [value]
        found = tuple(float(one) for one in values)
    except Exception:
        # pydicom converts on access, in many ways that fail; its words would quote the value.
        return ()
    return found if all(math.isfinite(one) for one in found) else ()


def number(header: "Dataset", keyword: str) -> float | None:
    """The first of `numbers`."""
    return next(iter(numbers(header, keyword)), None)


def text(header: "Dataset", keyword: str) -> str:
    """The first value of a tag as stripped text, "" where there is none."""
    try:
        value = header.get(keyword)
        if _is_many(value):
            value = value[0] if len(value) else None
    except Exception:
        return ""
    return "" if value is None else str(value).strip().strip("\0")


def _is_many(value: object) -> bool:
    return hasattr(value, "__iter__") and not isinstance(value, str | bytes)
