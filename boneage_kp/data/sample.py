"""`Sample`: one film with its labels on the way to the network, and where its pixels came from."""

from dataclasses import dataclass, replace

import numpy as np

from boneage_kp.film.grey import as_grey_255
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.hand import HAND, HandSchema
from boneage_kp.schema.records import BoneLabel, HandRecord
from boneage_kp.standards import Standard


@dataclass(frozen=True, eq=False)
class Sample:
    """A film and its labels in one frame.

    grey:       (H, W) uint8, or float32 in 0-255 between transforms.
    xy_px:      (K, 2) float, NaN where not shown.
    shown:      (K,) bool; known: (K,) bool, shown or certainly absent.
    stage:      (K,) int, -1 where not rated.
    length_px:  hand length L; NaN where fewer than two points are there.
    from_film:  original film (px) to this frame (px), exact.
    """

    grey: np.ndarray
    xy_px: np.ndarray
    shown: np.ndarray
    known: np.ndarray
    stage: np.ndarray
    length_px: float
    from_film: Affine
    record: HandRecord

    def warped(self, affine: Affine, grey: np.ndarray) -> "Sample":
        """The labels moved by `affine` under pixels that were; points that left the film are
        absent: negatives in every map."""
        xy_px = affine(self.xy_px)
        height, width = grey.shape
        with np.errstate(invalid="ignore"):
            inside = ((xy_px >= 0) & (xy_px < (width, height))).all(axis=1)
        shown = self.shown & inside
        return replace(
            self,
            grey=grey,
            xy_px=np.where(shown[:, None], xy_px, np.nan),
            shown=shown,
            stage=np.where(shown, self.stage, -1),
            length_px=self.length_px * affine.scale,
            from_film=self.from_film.then(affine),
        )


def sample_of(
    record: HandRecord, grey: np.ndarray, standard: Standard, schema: HandSchema = HAND
) -> Sample:
    """A record and its film as a sample; stages become indices of the standard's stage names.

    grey: (H, W) uint8 or uint16, on the scale that reading a film uses too.
    """
    labels = [record.bones.get(name, BoneLabel()) for name in schema.names]
    xy_px, visibility = record.points_px(schema)
    shown = visibility > 0
    absent = np.array([label.absent for label in labels])
    stage = [
        standard.stages[name].index(label.stage) if label.stage and not label.absent else -1
        for name, label in zip(schema.names, labels, strict=True)
    ]
    length_px = record.hand_length_px(schema)
    return Sample(
        grey=as_grey_255(grey),
        xy_px=xy_px,
        shown=shown,
        known=shown | absent,
        stage=np.array(stage),
        length_px=np.nan if length_px is None else length_px,
        from_film=Affine.identity(),
        record=record,
    )
