"""One reading of a file, as `infer` writes it or plain, to a `HandReading`; wrong values named."""

from collections.abc import Mapping
from typing import Any, get_args

from boneage_kp.data.formats.coco_fields import Fields, is_number
from boneage_kp.schema.hand import HandSchema
from boneage_kp.schema.records import BoneReading, Bound, HandReading, Sex, Verdict

MAX_AGE_YEARS = 25.0
MAX_SCORE = 1000
_AGE_CURE = "Ages in this file are years; months go into COCO files only."
_NOTHING: Mapping[str, Any] = {}


def parse_reading(fields: Fields, name: str, standard_id: str, schema: HandSchema) -> HandReading:
    """A reading; what is wrong with it is noted in the fields' faults.

    name:         of the film, as the truths have it.
    standard_id:  by which the films were read; a row that names another is refused.
    """
    read_by = fields.text("standard")
    if read_by is not None and read_by != standard_id:
        cure = f"Evaluate with --standard {read_by}, or read the film again."
        fields.fault('"standard"', f"got {read_by!r}", f"wanted {standard_id!r}", cure)
    sex = fields.text("sex", tuple(str(sex) for sex in Sex))
    score = fields.number("score", 0, MAX_SCORE)
    verdict = fields.text("verdict", get_args(Verdict)) or "ok"
    return HandReading(
        file_name=name,
        bones=_bones(fields, schema),
        sex=Sex(sex) if sex else None,
        standard_id=standard_id,
        score=None if score is None else round(score),
        bone_age_months=_months(fields, "bone_age_years"),
        bone_age_bound=fields.text("bone_age_bound", get_args(Bound)),  # type: ignore[arg-type]
        age_median_months=_months(fields, "age_median_years"),
        age_mean_months=_months(fields, "age_mean_years"),
        interval_months=_interval(fields),
        verdict=verdict,  # type: ignore[arg-type]
        reasons=_texts(fields, "reasons"),
        digests=_digests(fields),
    )


def _texts(fields: Fields, key: str) -> tuple[str, ...]:
    return tuple(str(text) for text in fields.objects(key))


def _digests(fields: Fields) -> Mapping[str, str]:
    """Of the film, the weights and the standard, as far as the row says."""
    given = fields.raw("digests")
    if given is None:
        return {}
    if not isinstance(given, dict):
        fields.fault('"digests"', f"got {given!r}", 'wanted an object, {"model": "ab12…"}')
        return {}
    return {str(name): str(digest) for name, digest in given.items()}


def _months(fields: Fields, key: str) -> float | None:
    years = fields.number(key, 0.0, MAX_AGE_YEARS, "years", _AGE_CURE)
    return None if years is None else years * 12


def _interval(fields: Fields) -> tuple[float | None, float | None] | None:
    """Both ends; an end off the curve is null."""
    ends = fields.raw("interval_years")
    if ends is None:
        return None
    if not isinstance(ends, list) or len(ends) != 2:
        wanted = "wanted [first, last], null for an end off the curve"
        fields.fault('"interval_years"', f"got {ends!r}", wanted)
        return None
    pair = Fields(dict(zip(("first", "last"), ends, strict=True)), fields.record, fields.faults)
    low, high = _months(pair, "first"), _months(pair, "last")
    if low is not None and high is not None and low > high:
        fields.fault('"interval_years"', f"got {ends!r}", "wanted the lower end first")
    return low, high


def _bones(fields: Fields, schema: HandSchema) -> dict[str, BoneReading]:
    given = fields.raw("bones")
    if given is None:
        return {}
    if not isinstance(given, dict):
        fields.fault('"bones"', f"got {given!r}", 'wanted an object, {"radius": …}')
        return {}
    for name in given:
        if name not in schema.names:
            known = f"known: {' '.join(schema.names)}"
            fields.fault(f"bone {name!r}", "is unknown", known)
    return {
        name: _bone(fields, name, value)
        for name, value in given.items()
        if name in schema.names and value is not None
    }


def _bone(fields: Fields, name: str, value: Any) -> BoneReading:
    """A bone as an object, or as its point alone."""
    inner = value if isinstance(value, dict) else {"xy_px": value}
    own = Fields(inner, f"{fields.record}, bone {name!r}", fields.faults)
    xy_px = own.numbers("xy_px", 2)
    confidence = own.number("confidence", 0.0, 1.0)
    return BoneReading(
        xy_px=None if xy_px is None else (xy_px[0], xy_px[1]),
        confidence=float("nan") if confidence is None else confidence,
        stage=own.text("stage"),
        posterior=_posterior(own),
    )


def _posterior(own: Fields) -> Mapping[str, float]:
    given = own.raw("posterior")
    if given is None:
        return _NOTHING
    if not isinstance(given, dict) or not all(is_number(v) for v in given.values()):
        own.fault('"posterior"', f"got {given!r}", 'wanted an object, {"E": 0.9, "F": 0.1}')
        return _NOTHING
    return {stage: float(probability) for stage, probability in given.items()}
