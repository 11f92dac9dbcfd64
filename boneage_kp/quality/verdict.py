"""What a check says, and what all of them add up to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from boneage_kp.report.words import ENGLISH
from boneage_kp.schema.records import Verdict

Severity = Literal["note", "review", "reject"]


@dataclass(frozen=True)
class Finding:
    """One thing that speaks against a reading.

    key:       of its sentence in the table of words, after "check.": the check's name, which is
               stable, and where a check has several sentences which one: "two_hands.finder".
    severity:  "note" changes no verdict; "review" asks a person to look; "reject" takes the bone
               age away.
    places:    what stands in the sentence's {places}.
    """

    key: str
    severity: Severity
    places: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Of the check: "two_hands"."""
        return self.key.partition(".")[0]

    @property
    def text(self) -> str:
        """What was found, in a sentence for people."""
        return ENGLISH(f"check.{self.key}", **self.places)

    @property
    def reason(self) -> str:
        """How it stands in a reading: the name for programs, the text for people."""
        return f"{self.name}: {self.text}"


def verdict_of(findings: Sequence[Finding]) -> Verdict:
    """The gravest finding decides; none means "ok"."""
    severities = {finding.severity for finding in findings}
    if "reject" in severities:
        return "rejected"
    return "review" if "review" in severities else "ok"
