"""`RegionalEnsemble`: members, their weights in the sum, mask and detector, as plain JSON.

Files are named from the JSON's own folder on, each with its SHA-256: other bytes under the same
name are refused.
"""

import dataclasses
import json
import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from boneage_kp.engine.network import file_digest
from boneage_kp.film.whole_file import whole_text_file
from boneage_kp.schema.records import Sex

SCHEMA_VERSION = 1
KIND = "regional_ensemble"
UNKNOWN = "unknown"  # the combination for films whose sex is not known
_ANEW = "make it anew: boneage-kp regional ensemble"


class EnsembleError(ValueError):
    """An ensemble that cannot be read or used; the text says why and what to do."""


@dataclass(frozen=True)
class NamedFile:
    """file: path as in the JSON; sha256: of its bytes."""

    file: str
    sha256: str

    @classmethod
    def of(cls, path: Path, folder: Path) -> "NamedFile":
        return cls(os.path.relpath(path, folder), file_digest(path))

    def found(self, folder: Path, what: str) -> Path:
        """The file, its bytes checked."""
        path = folder / self.file
        if not path.is_file():
            raise EnsembleError(f"{path}: {what} of the ensemble is not there; put it back")
        if file_digest(path) != self.sha256:
            raise EnsembleError(
                f"{path}: is another {what} than the ensemble was fitted with (sha256 wanted "
                f"{self.sha256[:12]}...); put that back, or {_ANEW}"
            )
        return path


@dataclass(frozen=True)
class Combination:
    """Months as intercept + sum of weights times the members' months.

    weights:  one a member, at least 0; of a member that is for the other sex 0.
    """

    intercept_months: float
    weights: Sequence[float]

    def answer(self, months: np.ndarray) -> np.ndarray:
        """(..., members) to (...,); a member without weight may be NaN."""
        used = np.array(self.weights) > 0
        return self.intercept_months + months[..., used] @ np.array(self.weights)[used]


@dataclass(frozen=True)
class RegionalEnsemble:
    """members, mask, points: files; combinations: by "M", "F" and "unknown".

    points:     the detector; None: the labels of the films were used.
    fitted_on:  what the weights were fitted on, in words and numbers.
    """

    members: Sequence[NamedFile]
    mask: NamedFile | None
    points: NamedFile | None
    combinations: Mapping[str, Combination]
    fitted_on: Mapping[str, Any] = field(default_factory=dict)

    def combination(self, sex: Sex | None) -> Combination | None:
        return self.combinations.get(UNKNOWN if sex is None else sex.value)


def write_ensemble(ensemble: RegionalEnsemble, path: Path) -> None:
    document = {"schema_version": SCHEMA_VERSION, "kind": KIND, **dataclasses.asdict(ensemble)}
    with whole_text_file(path) as file:
        json.dump(document, file, indent=1, allow_nan=False)
        file.write("\n")


def read_ensemble(path: Path) -> RegionalEnsemble:
    """An ensemble, its values checked; files are looked at when they are opened."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        got = (document.get("schema_version"), document.get("kind"))
        if got != (SCHEMA_VERSION, KIND):
            raise EnsembleError(
                f"{path}: has schema_version {got[0]!r} and kind {got[1]!r}, wanted "
                f"{SCHEMA_VERSION} and {KIND!r}; {_ANEW}"
            )
        ensemble = RegionalEnsemble(
            members=[NamedFile(**one) for one in document["members"]],
            mask=_named(document["mask"]),
            points=_named(document["points"]),
            combinations={k: Combination(**v) for k, v in document["combinations"].items()},
            fitted_on=document["fitted_on"],
        )
    except FileNotFoundError:
        raise EnsembleError(f"{path}: there is no such ensemble; {_ANEW}") from None
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        raise EnsembleError(f"{path}: is no ensemble ({error!r}); {_ANEW}") from None
    for name, one in ensemble.combinations.items():
        sound = all(0 <= weight < math.inf for weight in one.weights)
        if not sound or len(one.weights) != len(ensemble.members):
            raise EnsembleError(
                f"{path}: combination {name!r} has the weights {list(one.weights)} for "
                f"{len(ensemble.members)} members; one from 0 on a member is wanted; {_ANEW}"
            )
    return ensemble


def _named(given: Mapping[str, str] | None) -> NamedFile | None:
    return None if given is None else NamedFile(**given)
