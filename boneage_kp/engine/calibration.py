"""`Calibration`: what was fitted on held-out phantoms for one weights file, and lies beside it.

`fpn_r50.safetensors` is read with `fpn_r50.calibration.json`, if that is there. Without one,
temperatures and beta are 1, offsets 0 and the limits those of `QualityLimits`. No torch here.
"""

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from boneage_kp.film.whole_file import whole_text_file
from boneage_kp.quality import QualityLimits
from boneage_kp.schema.hand import HAND, HandSchema

SCHEMA_VERSION = 2
READABLE_VERSIONS = (1, 2)  # 1 had no offsets
ENDING = ".calibration.json"
TEMPERATURE_RANGE = (0.05, 20.0)
MAX_OFFSET = 20.0
MOST_STAGES = 9  # of any standard that films are read by
_ANEW = "make it anew: boneage-kp calibrate --weights FILE"


class CalibrationError(ValueError):
    """A calibration that cannot be used; the text says why and what to do."""


@dataclass(frozen=True)
class Calibration:
    """Fitted on phantoms that the network never saw.

    weights_sha256:     of the file that it belongs to.
    finder_sha256:      of the coarse pass it was fitted with; None for films read as they are.
    standard_id:        whose stages the temperatures are for.
    generator_version:  of the phantoms; parameter_digests: of their parameters, by set.
    counts:             how many hands and bones each part was fitted on.
    temperatures:       by bone; the posterior is p^(1/T) * exp(offset), normalised. 1 leaves it.
    offsets:            by bone, one a stage; a bone without has none.
    beta:               exponent on all posteriors, for the distribution of the age only.
    limits:             fields of `QualityLimits` that were fitted; the others keep their defaults.
    figures:            what was measured on the same phantoms before and after.
    """

    weights_sha256: str
    standard_id: str
    generator_version: str
    temperatures: Mapping[str, float]
    offsets: Mapping[str, Sequence[float]] = field(default_factory=dict)
    beta: float = 1.0
    limits: Mapping[str, float] = field(default_factory=dict)
    parameter_digests: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    figures: Mapping[str, float | None] = field(default_factory=dict)
    finder_sha256: str | None = None

    @property
    def digest(self) -> str:
        """SHA-256 over every value, for readings to name it by."""
        return hashlib.sha256(calibration_text(self).encode()).hexdigest()

    def quality_limits(self) -> QualityLimits:
        """The defaults with what was fitted in their place."""
        changes: dict[str, Any] = dict(self.limits)
        return QualityLimits(**changes)


def tempered(
    posterior: np.ndarray, calibration: Calibration, schema: HandSchema = HAND
) -> np.ndarray:
    """(B, K, S) posteriors with each bone's temperature and offsets; what is 0 stays so."""
    temperature = np.array([calibration.temperatures[name] for name in schema.names])
    offset = np.zeros(np.shape(posterior)[-2:])
    for k, name in enumerate(schema.names):
        given = calibration.offsets.get(name, ())
        offset[k, : len(given)] = given
    if (temperature == 1).all() and not offset.any():
        return posterior
    p = np.asarray(posterior, np.float64) ** (1 / temperature[:, None]) * np.exp(offset)
    return p / p.sum(axis=-1, keepdims=True)


def calibration_path(weights: Path) -> Path:
    """Where the calibration of a weights file lies."""
    return weights.with_suffix(ENDING)


def calibration_beside(weights: Path, sha256: str) -> Calibration | None:
    """The calibration that lies beside a weights file; None where there is none.

    sha256:  of the weights; a calibration of another file is refused, not used.
    """
    path = calibration_path(weights)
    if not path.exists():
        return None
    return checked(read_calibration(path), path, weights, sha256)


def checked(calibration: Calibration, path: Path, weights: Path, sha256: str) -> Calibration:
    """Refuse a calibration of other weights."""
    if calibration.weights_sha256 != sha256:
        raise CalibrationError(
            f"{path}: belongs to weights with sha256 {calibration.weights_sha256[:12]}…, and "
            f"{weights.name} has {sha256[:12]}…; {_ANEW}, or take it away"
        )
    return calibration


def read_calibration(path: Path, schema: HandSchema = HAND) -> Calibration:
    """A calibration file, every value checked."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CalibrationError(f"{path}: is no calibration ({error}); {_ANEW}") from None
    return parse_calibration(text, str(path), schema)


def parse_calibration(text: str, path: str, schema: HandSchema = HAND) -> Calibration:
    """The text of a calibration, every value checked; `path` is where it stands."""
    try:
        document = json.loads(text)
        version = document.pop("schema_version", None)
        if version not in READABLE_VERSIONS:
            wanted = " or ".join(str(one) for one in READABLE_VERSIONS)
            raise CalibrationError(
                f"{path}: has schema_version {version!r}, wanted {wanted}; {_ANEW}"
            )
        calibration = Calibration(**document)
    except (json.JSONDecodeError, TypeError, AttributeError) as error:
        raise CalibrationError(f"{path}: is no calibration ({error}); {_ANEW}") from None
    for fault in _faults(calibration, schema):
        raise CalibrationError(f"{path}: {fault}; {_ANEW}")
    return calibration


def write_calibration(calibration: Calibration, path: Path) -> None:
    with whole_text_file(path) as file:
        file.write(calibration_text(calibration))


def calibration_text(calibration: Calibration) -> str:
    """As it stands in its file."""
    document = {"schema_version": SCHEMA_VERSION, **dataclasses.asdict(calibration)}
    return json.dumps(document, indent=1, allow_nan=False) + "\n"


def _faults(calibration: Calibration, schema: HandSchema) -> list[str]:
    found = []
    if set(calibration.temperatures) != set(schema.names):
        found.append(
            f"has temperatures for {' '.join(calibration.temperatures)}; "
            f"wanted {' '.join(schema.names)}"
        )
    found += _stage_faults(calibration, schema)
    if not _number(calibration.beta) or not 0 < calibration.beta <= 1:
        found.append(f"beta is {calibration.beta!r}, wanted above 0, at most 1")
    known = {one.name for one in dataclasses.fields(QualityLimits)}
    for name, value in calibration.limits.items():
        if name not in known:
            found.append(f"limit {name!r} is unknown; known: {', '.join(sorted(known))}")
        elif not _number(value) or value < 0:
            found.append(f"limit {name!r} is {value!r}, wanted a number from 0")
    return found


def _stage_faults(calibration: Calibration, schema: HandSchema) -> list[str]:
    found = []
    low, high = TEMPERATURE_RANGE
    for name, value in calibration.temperatures.items():
        if not _number(value) or not low <= value <= high:
            found.append(f"temperature of {name} is {value!r}, wanted {low:g} to {high:g}")
    for name, values in calibration.offsets.items():
        if name not in schema.names or len(values) > MOST_STAGES:
            found.append(f"has {len(values)} offsets for {name!r}; wanted one a stage of a bone")
        elif not all(_number(one) and abs(one) <= MAX_OFFSET for one in values):
            found.append(f"offsets of {name} are {values!r}, wanted numbers within {MAX_OFFSET:g}")
    return found


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value
