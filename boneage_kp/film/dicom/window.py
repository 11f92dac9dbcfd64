"""Rescaling and windows of DICOM PS3.3, C.11.1 and C.11.2, for a table of all pixel values."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from boneage_kp.film.dicom.values import number, numbers, text

if TYPE_CHECKING:
    from pydicom.dataset import Dataset, FileDataset

Notes = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Window:
    """Brightness in 0-1 of every value of the table.

    share:       after the header's window; full_share: the whole range instead.
    is_linear:   steps between neighbouring values stay even.
    width:       of the window in modality values.
    """

    share: np.ndarray
    full_share: np.ndarray
    is_linear: bool = True
    width: float = 0.0


def modality_values(stored: np.ndarray, header: "FileDataset") -> np.ndarray:
    """Stored values after the modality's table, or after slope and intercept."""
    table = _table(header, "ModalityLUTSequence")
    if table is not None:
        first, entries = table
        return entries[np.clip(stored - first, 0, len(entries) - 1).astype(int)]
    slope, intercept = number(header, "RescaleSlope"), number(header, "RescaleIntercept")
    return stored * (1.0 if slope is None else slope or 1.0) + (intercept or 0.0)


def window_of(values: np.ndarray, header: "FileDataset") -> tuple[Window, Notes]:
    """The first table or window of the header, or the full range; a table goes before a window.

    values:  (N,) modality values of every stored value.
    """
    full = _full(values)
    table = _table(header, "VOILUTSequence")
    if table is not None:
        first, entries = table
        shown = entries[np.clip(values - first, 0, len(entries) - 1).astype(int)]
        # Tables often declare more bits than they use: their own brightest entry is white.
        return Window(shown / (entries.max() or 1.0), full, is_linear=False), ()
    centres, widths = numbers(header, "WindowCenter"), numbers(header, "WindowWidth")
    if not centres and not widths:
        return Window(full, full), ()
    function = text(header, "VOILUTFunction").upper() or "LINEAR"
    if not centres or not widths or widths[0] < (1 if function == "LINEAR" else 1e-9):
        return Window(full, full), ("window: the header's is no window; the full range is shown",)
    centre, width = centres[0], widths[0]
    if function == "SIGMOID":
        share = 1 / (1 + np.exp(np.clip(-4 * (values - centre) / width, -700, 700)))
        return Window(share, full, is_linear=False), ()
    if function == "LINEAR":
        # Of the many windows, the one whose ends fall between pixel values (C.11.2.1.2.1).
        share = (values - (centre - 0.5)) / max(width - 1, 1e-9) + 0.5
    else:
        share = (values - centre) / width + 0.5
    return Window(np.clip(share, 0, 1), full, width=width), ()


def _full(values: np.ndarray) -> np.ndarray:
    low, high = values.min(), values.max()
    return np.asarray((values - low) / ((high - low) or 1.0))


def _table(header: "FileDataset", keyword: str) -> tuple[float, np.ndarray] | None:
    """(first value mapped, (N,) entries) of the first item; None where there is no whole table."""
    try:
        sequence: Any = header.get(keyword)
        if not sequence:
            return None
        return _entries(sequence[0])
    except Exception:
        # A table that cannot be parsed is none; what pydicom says of it would quote the header.
        return None


def _entries(item: "Dataset") -> tuple[float, np.ndarray] | None:
    count, first, bits = (int(one) for one in item.LUTDescriptor)
    data = item.LUTData
    if isinstance(data, bytes):
        order = np.dtype("<u2" if item.is_little_endian is not False else ">u2")
        wide = len(data) >= 2 * (count or 2**16)
        entries = np.frombuffer(data, order if wide else np.uint8)
    else:
        entries = np.asarray(data)
    entries = entries[: count or 2**16].astype(np.float64)  # a count of 0 stands for 2^16
    if not len(entries) or not 1 <= bits <= 16:
        return None
    # The first value mapped is signed if the pixels are, and pydicom cannot always tell.
    return float(first), entries
