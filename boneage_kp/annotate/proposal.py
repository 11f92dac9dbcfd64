"""`Proposal`: what the network, or a file of labels, says of one film before a person does."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, BoneReading, HandReading, HandRecord

State = Literal["none", "waiting", "ready", "failed"]
_ANSWERED_ON_THE_PAGE = "sex_unknown:"  # the rater gives it; the reading was made before that


@dataclass(frozen=True)
class Proposal:
    """A proposal, by bone.

    source:  "network" or "file"; `by` is the network's digest or the rater's name.
    beta:    of the network's calibration: makes up for bones that err together.
    """

    source: Literal["network", "file"]
    by: str
    verdict: str | None
    reasons: tuple[str, ...]
    bones: Mapping[str, BoneReading]
    beta: float = 1.0

    @classmethod
    def of_reading(cls, reading: HandReading, beta: float = 1.0) -> "Proposal":
        by = reading.digests.get("model", "")
        reasons = tuple(r for r in reading.reasons if not r.startswith(_ANSWERED_ON_THE_PAGE))
        return cls("network", by, reading.verdict, reasons, reading.bones, beta)

    @classmethod
    def of_record(cls, record: HandRecord) -> "Proposal":
        """Labels of a file that the rater starts from, taken as certain."""
        bones = {n: _certain(record.bones.get(n, BoneLabel())) for n in HAND.names}
        return cls("file", record.rater or "", None, (), bones)

    def uncertain_first(self) -> list[str]:
        """Bones, those first that a person should look at first."""
        return sorted(self.bones, key=lambda name: certainty(self.bones[name]))

    def as_plain(self) -> dict[str, Any]:
        """For the page and for the file of proposals."""
        return {
            "source": self.source,
            "by": self.by,
            "verdict": self.verdict,
            "reasons": list(self.reasons),
            "beta": self.beta,
            "bones": {name: _plain(bone) for name, bone in self.bones.items()},
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Proposal":
        """Back from `as_plain`."""
        bones = {name: _reading(bone) for name, bone in plain["bones"].items()}
        reasons = tuple(plain["reasons"])
        return cls(plain["source"], plain["by"], plain["verdict"], reasons, bones, plain["beta"])

    def kept_beside(self) -> dict[str, Any]:
        """What goes into the annotation: the machine's value of each bone."""
        return {
            "source": self.source,
            "by": self.by,
            "bones": {
                name: {
                    "xy_px": None if bone.xy_px is None else [round(v, 2) for v in bone.xy_px],
                    "confidence": round(bone.confidence, 4),
                    "stage": bone.stage,
                    "probability": round(bone.posterior.get(bone.stage or "", 0.0), 4),
                }
                for name, bone in self.bones.items()
            },
        }


def certainty(bone: BoneReading) -> float:
    """0 where nothing was found; else confidence of the point times that of the stage."""
    if bone.xy_px is None or bone.stage is None:
        return 0.0
    return bone.confidence * bone.posterior.get(bone.stage, 0.0)


def _certain(label: BoneLabel) -> BoneReading:
    posterior = {} if label.stage is None else {label.stage: 1.0}
    xy_px = label.xy_px if label.labelled else None
    return BoneReading(xy_px, 1.0 if xy_px else 0.0, label.stage, posterior)


def _plain(bone: BoneReading) -> dict[str, Any]:
    x, y = (None, None) if bone.xy_px is None else (round(v, 2) for v in bone.xy_px)
    return {
        "x": x,
        "y": y,
        "confidence": round(bone.confidence, 4),
        "stage": bone.stage,
        "posterior": {stage: round(p, 4) for stage, p in bone.posterior.items()},
    }


def _reading(plain: Mapping[str, Any]) -> BoneReading:
    xy_px = None if plain["x"] is None else (plain["x"], plain["y"])
    return BoneReading(xy_px, plain["confidence"], plain["stage"], plain["posterior"])
