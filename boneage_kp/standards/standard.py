"""`Standard`: what a stage is worth. Its own bones, stage names, scores, curves and provenance."""

import difflib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from boneage_kp.schema.hand import HAND, HandSchema
from boneage_kp.schema.records import Sex
from boneage_kp.standards.age_curve import AgeCurve
from boneage_kp.standards.faults import ScoringError

TW_LETTERS = "ABCDEFGHI"
STAGE_KINDS = ("tw_letters", "own_names")


@dataclass(frozen=True)
class ReferenceSd:
    """Spread of bone age at a given chronological age, for a z-score.

    rows:    per sex, (chronological age in months, SD in months), ages rising.
    own:     whether the standard's authors published it for this standard.
    """

    rows: Mapping[Sex, tuple[tuple[float, float], ...]]
    source: str
    own: bool


@dataclass(frozen=True)
class StageOnsets:
    """Age at which the typical child enters each stage; serves imputation and nothing else.

    years:             per sex and bone, onset of every stage but the first, rising.
    scatter_sd_years:  SD of one bone's own advance around the hand's tempo.
    """

    years: Mapping[Sex, Mapping[str, tuple[float, ...]]]
    scatter_sd_years: float
    source: str


@dataclass(frozen=True, eq=False)
class Standard:
    """A scoring standard. Two are equal when the digests of their tables are.

    bones:      its bones in its own order; stages: per bone its stage names, least mature first.
    scores:     per sex and bone the points of each stage, in the order of `stages`.
    final_sum:  per sex what the top stages add up to.
    digest:     SHA-256 over the table files; printed with every result.
    """

    id: str
    title: str
    kind: str
    bones: tuple[str, ...]
    stages: Mapping[str, tuple[str, ...]]
    scores: Mapping[Sex, Mapping[str, tuple[int, ...]]]
    curves: Mapping[Sex, AgeCurve]
    final_sum: Mapping[Sex, int]
    provenance: str
    digest: str
    reference_sd: ReferenceSd | None = None
    stage_onsets: StageOnsets | None = None
    _matrices: dict[Sex, np.ndarray] = field(default_factory=dict, repr=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Standard) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    @cached_property
    def stage_counts(self) -> np.ndarray:
        """(K,) int: how many stages each bone has."""
        return np.array([len(self.stages[bone]) for bone in self.bones])

    def points(self, sex: Sex) -> np.ndarray:
        """(K, S) int: points of every stage; -1 where a bone has no such stage."""
        if sex not in self._matrices:
            matrix = np.full((len(self.bones), int(self.stage_counts.max())), -1)
            for k, bone in enumerate(self.bones):
                matrix[k, : self.stage_counts[k]] = self.scores[sex][bone]
            matrix.flags.writeable = False
            self._matrices[sex] = matrix
        return self._matrices[sex]

    def check_bone(self, bone: str) -> None:
        """Refuse a bone that this standard does not score."""
        if bone in self.stages:
            return
        close = difflib.get_close_matches(bone.lower(), self.bones, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        raise ScoringError(
            f"bone {bone!r} is unknown; {self.id} has: {' '.join(self.bones)}.{hint}"
        )

    def check_stage(self, bone: str, stage: str) -> None:
        """Refuse a stage that this bone does not have."""
        self.check_bone(bone)
        if stage in self.stages[bone]:
            return
        raise ScoringError(
            f"stage {stage!r} is unknown for bone {bone!r}; {self.id} knows "
            f"{self.stage_range(bone)}. {self.stage_cure(bone, stage)}".rstrip()
        )

    def stage_cure(self, bone: str, stage: str) -> str:
        """What to do about a stage that the bone does not have, as a sentence; "" if unknown."""
        meant = unicodedata.normalize("NFKC", stage).strip().upper()  # 'g', and the wide 'Ｇ' too
        if meant in self.stages[bone]:
            return f"Write {meant!r}."
        if any(stage in names for names in self.stages.values()):
            last = self.stages[bone][-1]
            return f"Other bones have a stage {stage!r}, but the last of {bone!r} is {last!r}."
        return ""

    def stage_range(self, bone: str) -> str:
        """The stages of a bone in words: 'A–H', '0–14', or the whole list of names."""
        names = self.stages[bone]
        letters = "".join(names) == TW_LETTERS[: len(names)]
        numbers = names == tuple(str(n) for n in range(len(names)))
        return f"{names[0]}–{names[-1]}" if letters or numbers else ", ".join(names)

    def score_of(self, sex: Sex, bone: str, stage: str) -> int:
        """Points of one stage of one bone."""
        self.check_stage(bone, stage)
        return self.scores[sex][bone][self.stages[bone].index(stage)]

    def reads_films(self, schema: HandSchema = HAND) -> bool:
        """Whether a network that reads TW letters at the schema's bones can feed this standard."""
        return self.kind == "tw_letters" and set(self.bones) == set(schema.names)

    def check_reads_films(self, schema: HandSchema = HAND) -> None:
        """Refuse, by name and reason, a standard that films cannot be read with."""
        if self.reads_films(schema):
            return
        if self.kind != "tw_letters":
            why = f"its stages are not TW letters (e.g. {self._a_stage_range()})"
        else:
            why = f"it scores other bones: {' '.join(self.bones)}"
        raise ScoringError(
            f"standard {self.id!r} cannot be used to read films: {why}. The network reads the "
            f"stages A–I of: {' '.join(schema.names)}. Choose a standard with these, e.g. tw3_rus."
        )

    def _a_stage_range(self) -> str:
        bone = self.bones[0]
        return f"{bone} {self.stage_range(bone)}"
