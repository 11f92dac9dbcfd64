"""Number by number: what two computations of one network say of the same films."""

from dataclasses import dataclass

import numpy as np

from boneage_kp.quality import QualityLimits
from boneage_kp.runtime.network import NetworkReading

# Float32 against float32: the order of additions differs, nothing else may.
MAX_MOVE_PX, MAX_CHANGE = 0.2, 1e-3


class ExportError(ValueError):
    """An export that must not be called done; the text says why."""


@dataclass(frozen=True)
class Parity:
    """Differences over the bones that the reference found; over all of them where it found none.

    move_px:       largest and median move of a point, pixels of the input.
    posterior:     largest change of a stage's probability; stage_changes: bones whose most
                   probable stage is another one.
    evidence:      largest change of confidence, second peak, or region mass.
    length_share:  largest change of the hand's length, of that length.
    """

    films: int
    bones: int
    found: bool
    move_px: float
    median_move_px: float
    posterior: float
    stage_changes: int
    evidence: float
    length_share: float

    def refuse_beyond(self, move_px: float, change: float, where: str) -> None:
        """Raise unless points, probabilities and evidence are equal within these."""
        worst = max(self.posterior, self.evidence, self.length_share)
        # Comparisons that a NaN fails, too.
        if not (self.move_px <= move_px and worst <= change):
            raise ExportError(
                f"{where}: reads otherwise than torch: {self}. At most {move_px:g} px and "
                f"{change:g} are allowed; the file is not kept"
            )

    def __str__(self) -> str:
        kind = (
            "found bones" if self.found else "bones (torch found none: are these weights trained?)"
        )
        return (
            f"{self.bones} {kind} on {self.films} films: points move by up to "
            f"{self.move_px:.2g} px (median {self.median_move_px:.2g}), probabilities by "
            f"{self.posterior:.2g}, evidence by {self.evidence:.2g}, hand length by "
            f"{self.length_share:.2g} of itself; {self.stage_changes} stages change"
        )


def compare(reference: NetworkReading, other: NetworkReading) -> Parity:
    """Both read the same films."""
    seen = reference.confidence >= QualityLimits().found_confidence
    found = bool(seen.any())
    bones = seen if found else np.ones_like(seen)
    move_px = np.linalg.norm(reference.xy_px - other.xy_px, axis=-1)[bones]
    stages = reference.posterior.argmax(axis=-1) != other.posterior.argmax(axis=-1)
    length = np.abs(reference.length_px - other.length_px) / reference.length_px
    return Parity(
        films=len(reference.xy_px),
        bones=int(bones.sum()),
        found=found,
        move_px=float(move_px.max()),
        median_move_px=float(np.median(move_px)),
        posterior=float(np.abs(reference.posterior - other.posterior).max(axis=-1)[bones].max()),
        stage_changes=int(stages[bones].sum()),
        evidence=_evidence_change(reference, other, bones),
        length_share=float(length[bones.any(axis=1)].max()),
    )


def _evidence_change(a: NetworkReading, b: NetworkReading, bones: np.ndarray) -> float:
    pairs = [(a.confidence, b.confidence), (a.second_peak, b.second_peak)]
    if a.region_mass is not None and b.region_mass is not None:
        pairs.append((a.region_mass, b.region_mass))
    return max(float(np.abs(one - other)[bones].max()) for one, other in pairs)
