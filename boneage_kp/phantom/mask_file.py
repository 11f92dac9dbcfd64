"""Exact masks of a phantom as one small JSON file per film, in COCO's run-length code.

`pycocotools.mask.decode` reads every entry as it stands; `read_masks` needs numpy alone. The file:
`{"size": [height, width], "masks": {"radius.epiphysis": {"size": [...], "counts": "..."}}}`.
Run lengths go down the columns and begin with the zeros, as COCO has it.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np


def encode_mask(mask: np.ndarray) -> str:
    """Pack a mask into COCO's compressed run-length string.

    mask:     (H, W) bool.
    returns:  ASCII text; 5 bits a character, differences of run lengths from the third on.
    """
    mask = np.asarray(mask, bool)
    height, width = mask.shape
    columns = np.flatnonzero(mask.any(axis=0))
    if not len(columns):
        return _number_to_text(height * width)
    # Most masks are a bone's end: only their own columns need to be walked.
    first, end = int(columns[0]), int(columns[-1]) + 1
    flat = mask[:, first:end].ravel(order="F")
    changes = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    counts = [int(n) for n in np.diff(np.concatenate([[0], changes, [flat.size]]))]
    if flat[0]:
        counts.insert(0, 0)
    counts[0] += first * height
    after = (width - end) * height
    if flat[-1]:
        counts += [after] if after else []
    else:
        counts[-1] += after
    return "".join(_number_to_text(n) for n in _differences(counts))


def decode_mask(text: str, size_hw: tuple[int, int]) -> np.ndarray:
    """Undo `encode_mask`.

    returns:  (H, W) bool.
    """
    counts = _sums(_text_to_numbers(text))
    height, width = size_hw
    if sum(counts) != height * width:
        raise ValueError(
            f"mask runs cover {sum(counts)} pixels, but a {height} x {width} film has "
            f"{height * width}; the file is damaged, write it again"
        )
    values = np.arange(len(counts)) % 2 == 1
    return np.repeat(values, counts).reshape((width, height)).T


def masks_to_text(masks: Mapping[str, np.ndarray], size_hw: tuple[int, int]) -> str:
    """All masks of one film as the text of a mask file; names keep their order."""
    for name, mask in masks.items():
        if mask.shape != tuple(size_hw):
            raise ValueError(f"mask {name!r} is {mask.shape}, its film {tuple(size_hw)}")
    size = [int(size_hw[0]), int(size_hw[1])]
    coded = {name: {"size": size, "counts": encode_mask(mask)} for name, mask in masks.items()}
    return json.dumps({"size": size, "masks": coded}, separators=(",", ":")) + "\n"


def read_masks(path: Path) -> dict[str, np.ndarray]:
    """The masks of one film.

    path:     a file of `masks/` beside a phantom set's `annotations.json`.
    returns:  structure name -> (H, W) bool.
    """
    content = json.loads(Path(path).read_text(encoding="ascii"))
    height, width = content["size"]
    coded = content["masks"]
    return {name: decode_mask(m["counts"], (height, width)) for name, m in coded.items()}


def _differences(counts: list[int]) -> list[int]:
    return [n - counts[i - 2] if i > 2 else n for i, n in enumerate(counts)]


def _sums(numbers: list[int]) -> list[int]:
    counts: list[int] = []
    for i, n in enumerate(numbers):
        counts.append(n + counts[i - 2] if i > 2 else n)
    return counts


def _number_to_text(number: int) -> str:
    """Little-endian groups of 5 bits, sign in the last group's fifth bit, 6th bit: more follow."""
    text = ""
    more = True
    while more:
        group = number & 0x1F
        number >>= 5
        more = number != -1 if group & 0x10 else number != 0
        text += chr((group | 0x20 if more else group) + 48)
    return text


def _text_to_numbers(text: str) -> list[int]:
    numbers: list[int] = []
    number, shift = 0, 0
    for character in text:
        group = ord(character) - 48
        number |= (group & 0x1F) << shift
        shift += 5
        if not group & 0x20:
            if group & 0x10:
                number |= -1 << shift
            numbers.append(number)
            number, shift = 0, 0
    return numbers
