"""What a check says, and what all of them add up to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from boneage_kp.schema.records import Verdict

Severity = Literal["note", "review", "reject"]


@dataclass(frozen=True)
class Finding:
    """One thing that speaks against a reading.

    name:      of the check, stable: "two_hands".
    severity:  "note" changes no verdict; "review" asks a person to look; "reject" takes the bone
               age away.
    text:      what was found, in a sentence for people.
    """

    name: str
    severity: Severity
    text: str

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
