"""Typed access to one JSON object of a COCO file: a wrong value becomes a fault with its place."""

import math
from collections.abc import Collection, Mapping
from typing import Any

from boneage_kp.data.formats.coco_document import has_non_finite, shown
from boneage_kp.data.formats.faults import FaultList


def is_number(value: object) -> bool:
    """A finite JSON number; true and false are none, whatever Python says."""
    if isinstance(value, float):
        return math.isfinite(value)
    # Beyond 2^53 a float no longer holds a whole number exactly, and no field of ours needs it.
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= 2**53


class Fields:
    """The keys of one image, annotation or category.

    record:  how messages call it: 'image 7 "a/7.png"'.
    Every getter returns None for a key that is missing or null, and for a wrong value after noting
    its fault; `taken` gathers the keys asked for, so that `rest()` is what must survive.
    """

    def __init__(self, values: Mapping[str, Any], record: str, faults: FaultList) -> None:
        self.values, self.record, self.faults = values, record, faults
        self.taken: set[str] = set()

    def raw(self, key: str) -> Any:
        """The value as it stands, None when missing."""
        self.taken.add(key)
        return self.values.get(key)

    def rest(self) -> dict[str, Any]:
        """Keys nobody asked for; none may hide a NaN, which could not be written again."""
        left = {key: value for key, value in self.values.items() if key not in self.taken}
        for key in left:
            self.check_finite(key)
        return left

    def check_finite(self, key: str) -> None:
        """Note a fault when NaN or an infinity hides anywhere in a value."""
        if has_non_finite(self.values.get(key)):
            wanted = "wanted numbers; JSON has no word for them"
            self.fault(f'"{key}"', "holds NaN or an infinity", wanted, "Write null instead.")

    def fault(self, key: str, got: str, wanted: str, cure: str = "") -> None:
        self.faults.add(self.record, key, got, wanted, cure)

    def require(self, *keys: str) -> None:
        """Note a fault for each key that is missing or null."""
        for key in keys:
            if self.values.get(key) is None:
                self.fault(f'"{key}"', "is missing", "every such record needs it")

    def _wrong(self, key: str, value: object, wanted: str, cure: str = "") -> None:
        self.fault(f'"{key}"', f"got {shown(value)}", f"wanted {wanted}", cure)

    def integer(self, key: str, low: int) -> int | None:
        value = self.raw(key)
        if value is None:
            return None
        if not is_number(value) or value != int(value) or value < low:
            self._wrong(key, value, f"a whole number ≥ {low}")
            return None
        return int(value)

    def number(
        self, key: str, low: float, high: float = math.inf, unit: str = "", cure: str = ""
    ) -> float | None:
        """A finite number, both ends of the range allowed."""
        value = self.raw(key)
        if value is None:
            return None
        inside = is_number(value) and low <= value <= high
        if not inside:
            upto = f" to {high:g}" if math.isfinite(high) else " or more"
            self._wrong(key, value, f"a number from {low:g}{upto} {unit}".rstrip(), cure)
            return None
        return float(value)

    def numbers(self, key: str, count: int) -> list[float] | None:
        """A list of exactly `count` finite numbers."""
        value = self.raw(key)
        if value is None:
            return None
        if not isinstance(value, list) or len(value) != count:
            size = f"{len(value)} values" if isinstance(value, list) else shown(value)
            self.fault(f'"{key}"', f"got {size}", f"wanted a list of {count} numbers")
            return None
        bad = [index for index, item in enumerate(value) if not is_number(item)]
        for index in bad:
            got, wanted = f"got {shown(value[index])}", "wanted a finite number"
            self.fault(f'"{key}"[{index}]', got, wanted)
        return None if bad else [float(item) for item in value]

    def text(self, key: str, options: Collection[str] | None = None) -> str | None:
        value = self.raw(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value:
            self._wrong(key, value, "a text that is not empty")
            return None
        if options is not None and value not in options:
            self._wrong(key, value, " or ".join(repr(option) for option in options))
            return None
        return value

    def objects(self, key: str) -> list[Any]:
        """A list, empty when the key is missing; its items are checked by whoever reads them."""
        value = self.raw(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self._wrong(key, value, "a list")
            return []
        return value
