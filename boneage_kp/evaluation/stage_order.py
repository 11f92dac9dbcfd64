"""`StageOrder`: a standard's stage names as numbers, shared by all bones of a hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from boneage_kp.schema.hand import HandSchema

# A posterior written with three decimals per stage may miss 1 by this much.
_SUM_TOLERANCE = 0.01


@dataclass(frozen=True, eq=False)
class StageOrder:
    """Which stages each bone has.

    names:   S stage names in rising order; the longest bone's list.
    counts:  (K,) how many of them each bone has, from the first on (the ulna has no I).
    """

    bones: tuple[str, ...]
    names: tuple[str, ...]
    counts: np.ndarray

    @classmethod
    def of(cls, stages: Mapping[str, Sequence[str]], schema: HandSchema) -> "StageOrder":
        """From bone -> stage names; refuses lists that do not start alike."""
        missing = [name for name in schema.names if not stages.get(name)]
        if missing:
            raise ValueError(f"the standard gives no stages for {', '.join(missing)}")
        names = max((tuple(stages[name]) for name in schema.names), key=lambda own: len(own))
        for bone in schema.names:
            own = tuple(stages[bone])
            if own != names[: len(own)]:
                raise ValueError(
                    f"bone {bone!r} has the stages {' '.join(own)}, which do not begin like "
                    f"{' '.join(names)}; bones can only be counted together where they do"
                )
        counts = np.array([len(stages[name]) for name in schema.names])
        return cls(bones=schema.names, names=names, counts=counts)

    def own(self, bone: str) -> tuple[str, ...]:
        """The stages of one bone."""
        return self.names[: self.counts[self.bones.index(bone)]]

    def number(self, bone: str, stage: str | None, where: str) -> int:
        """Position of a stage, -1 for None; `where` names the record in the refusal."""
        if stage is None:
            return -1
        own = self.own(bone)
        if stage not in own:
            raise ValueError(
                f"{where}, bone {bone!r}: stage {stage!r} is unknown; the standard has "
                f"{' '.join(own)}. Evaluate with the standard that the stages belong to."
            )
        return own.index(stage)

    def probabilities(self, bone: str, posterior: Mapping[str, float], where: str) -> np.ndarray:
        """(S,) a posterior in this order, scaled to sum 1; NaN throughout when it is empty."""
        values = np.zeros(len(self.names))
        for stage, probability in posterior.items():
            values[self.number(bone, stage, where)] = probability
        if not posterior:
            return np.full(len(self.names), np.nan)
        total = float(values.sum())
        if not (values >= 0).all() or not abs(total - 1) <= _SUM_TOLERANCE:
            raise ValueError(
                f"{where}, bone {bone!r}: the posterior {dict(posterior)} is no distribution "
                "(every stage at least 0, their sum 1)"
            )
        return values / total
