"""As much of JSON Schema as our published schemas use; an unknown keyword is an error."""

import re
from typing import Any

_TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "null": type(None),
}
_SILENT = {"$schema", "$id", "$defs", "title", "description"}


def faults(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str = "row") -> list[str]:
    """Everything about a value that the schema does not allow, with its place."""
    if "$ref" in schema:
        return faults(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, at)
    found = []
    for keyword, rule in schema.items():
        if keyword in _SILENT:
            continue
        found += _KEYWORDS[keyword](value, rule, schema, root, at)
    return found


def _type(value: Any, rule: Any, schema: Any, root: Any, at: str) -> list[str]:
    allowed = [rule] if isinstance(rule, str) else rule
    fits = any(isinstance(value, _TYPES[name]) and not isinstance(value, bool) for name in allowed)
    return [] if fits else [f"{at}: {value!r} is not of type {rule}"]


def _properties(value: Any, rule: Any, schema: Any, root: Any, at: str) -> list[str]:
    if not isinstance(value, dict):
        return []
    known = [name for name in value if name in rule]
    return [f for n in known for f in faults(value[n], rule[n], root, f"{at}.{n}")]


def _additional(value: Any, rule: Any, schema: Any, root: Any, at: str) -> list[str]:
    others = set(value) - set(schema.get("properties", {})) if isinstance(value, dict) else set()
    if rule is False:
        return [f"{at}: {name!r} is not allowed" for name in sorted(others)]
    return [f for n in others for f in faults(value[n], rule, root, f"{at}.{n}")]


def _items(value: Any, rule: Any, schema: Any, root: Any, at: str) -> list[str]:
    if not isinstance(value, list):
        return []
    return [f for n, item in enumerate(value) for f in faults(item, rule, root, f"{at}[{n}]")]


def _plain(test: Any, words: str) -> Any:
    def keyword(value: Any, rule: Any, schema: Any, root: Any, at: str) -> list[str]:
        return [] if test(value, rule) else [f"{at}: {value!r} {words} {rule!r}"]

    return keyword


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)


_KEYWORDS = {
    "type": _type,
    "properties": _properties,
    "additionalProperties": _additional,
    "items": _items,
    "required": _plain(lambda v, r: not isinstance(v, dict) or set(r) <= set(v), "lacks one of"),
    "const": _plain(lambda v, r: v == r, "is not"),
    "enum": _plain(lambda v, r: v in r, "is none of"),
    "minimum": _plain(lambda v, r: not _is_number(v) or v >= r, "is below"),
    "maximum": _plain(lambda v, r: not _is_number(v) or v <= r, "is above"),
    "minItems": _plain(lambda v, r: not isinstance(v, list) or len(v) >= r, "is shorter than"),
    "maxItems": _plain(lambda v, r: not isinstance(v, list) or len(v) <= r, "is longer than"),
    "pattern": _plain(lambda v, r: not isinstance(v, str) or re.search(r, v), "is not like"),
}
