"""`RegionalReader`: an ensemble of regional networks behind the interface of `AgeReader`."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from boneage_kp.codec.age_labels import sex_number
from boneage_kp.engine.films import Film
from boneage_kp.engine.network import file_digest
from boneage_kp.engine.regional.ensemble_file import (
    Combination,
    EnsembleError,
    RegionalEnsemble,
    read_ensemble,
)
from boneage_kp.engine.regional.film_regions import FilmRegions
from boneage_kp.engine.regional.hand_points import DetectedPoints, Registration, WholeFilm
from boneage_kp.engine.regional.mask_network import MaskNetwork
from boneage_kp.engine.regional.region_network import RegionNetwork
from boneage_kp.engine.whole_image.interval import AgeIntervals, intervals_beside
from boneage_kp.engine.whole_image.reader import MAP_SIDE_PX, AgeReader
from boneage_kp.film.error import FilmError
from boneage_kp.report.age_reading import AgeReading
from boneage_kp.schema.coords import Affine


@dataclass(frozen=True, eq=False)
class EnsembleParts:
    """What an ensemble's files hold, opened.

    digest:  of the ensemble's own file, which names all others by theirs.
    """

    ensemble: RegionalEnsemble
    members: Sequence[RegionNetwork]
    mask: MaskNetwork | None
    registration: Registration
    digest: str = ""


class RegionalReader(AgeReader):
    """Mask, points, registration, every member's answer about its region, the fitted sum."""

    def __init__(
        self,
        parts: EnsembleParts,
        intervals: AgeIntervals | None = None,
        intervals_named_by: Path | None = None,
    ) -> None:
        super().__init__([member.network for member in parts.members], 1, intervals)
        self.parts = parts
        self.intervals_named_by = intervals_named_by

    @classmethod
    def from_file(
        cls, path: Path, detector: Path | None, bf16: bool = False, calibrated: bool = True
    ) -> "RegionalReader":
        """The reader of an ensemble's JSON.

        detector:  in place of the one that the ensemble names; where neither is there, films are
                   taken as they lie.
        """
        parts = open_ensemble(path, detector, bf16)
        digests = [member.network.digest for member in parts.members]
        named_by = interval_name(path, parts)
        found = intervals_beside(named_by, digests, 1) if calibrated else None
        return cls(parts, found, named_by)

    @property
    def digests(self) -> dict[str, str]:
        """Of the ensemble, of all networks, and of the intervals."""
        told = {"ensemble": self.parts.digest, **super().digests}
        if self.parts.mask is not None:
            told["mask"] = self.parts.mask.digest
        if self.parts.registration.digest:
            told["detector"] = self.parts.registration.digest
        return told

    def read(self, film: Film, with_map: bool = False) -> AgeReading:
        """with_map: also where on the film the answer comes from."""
        combination = self.parts.ensemble.combination(film.sex)
        if combination is None:
            raise FilmError(
                "its sex is not known, and every member of the ensemble is for one sex; give "
                "--sex F or --sex M"
                if film.sex is None
                else f"the ensemble was not fitted for sex {film.sex}"
            ).of_film(film.name)
        regions = FilmRegions.of(film, self.parts.registration, self.parts.mask)
        months, own = self.answers(film, regions, combination)
        age_months = max(0.0, float(combination.answer(months)))
        spread = _spread(months, own, combination)
        interval = self.intervals.around(age_months, spread) if self.intervals else None
        return AgeReading(
            file_name=film.name,
            system=self.system,
            sex=film.sex,
            networks=sum(weight > 0 for weight in combination.weights),
            views=self.views,
            bone_age_months=age_months,
            spread_months=spread,
            interval_months=interval,
            interval_level=self.intervals.level if self.intervals else 0.9,
            map_months=self._weighed_map(film, regions, combination) if with_map else None,
            digests={"image": film.digest, **self.digests},
        )

    def answers(
        self, film: Film, regions: FilmRegions, combination: Combination
    ) -> tuple[np.ndarray, np.ndarray]:
        """(members,) months and (members,) own deviation; NaN where a member has no weight."""
        months = np.full((2, len(self.parts.members)), np.nan)
        for place, weight in enumerate(combination.weights):
            if weight > 0:
                months[:, place] = member_answer(self.parts.members[place], film, regions)
        return months[0], months[1]

    def _weighed_map(
        self, film: Film, regions: FilmRegions, combination: Combination
    ) -> np.ndarray:
        """(h, w) months over the film as it lies: the members' maps by their weights."""
        height, width = regions.grey.shape
        factor = min(1.0, MAP_SIDE_PX / max(height, width))
        map_hw = (max(1, round(factor * height)), max(1, round(factor * width)))
        total = np.zeros(map_hw, np.float32)
        to_map = Affine.scaling(map_hw[1] / width, map_hw[0] / height)
        sex = np.array([sex_number(film.sex)])
        for member, weight in zip(self.parts.members, combination.weights, strict=True):
            if weight > 0:
                view = regions.view(member.region, member.network.input_hw)
                found = member.network.activation_map(view.grey[None, None], sex)[0]
                wide = cv2.resize(found, view.grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
                back = view.from_film.inverse().then(to_map)
                total += weight * cv2.warpAffine(wide, back.cv2_matrix(), map_hw[::-1])
        return total


def open_ensemble(path: Path, detector: Path | None, bf16: bool = False) -> EnsembleParts:
    """All files of an ensemble, their digests checked."""
    ensemble, folder = read_ensemble(path), path.parent
    if not ensemble.members:
        raise EnsembleError(f"{path}: names no members; boneage-kp regional ensemble fits one")
    if detector is None and ensemble.points is not None:
        detector = ensemble.points.found(folder, "detector")
    mask = ensemble.mask
    return EnsembleParts(
        ensemble=ensemble,
        members=[
            RegionNetwork.from_weights(one.found(folder, "member"), bf16)
            for one in ensemble.members
        ],
        mask=None if mask is None else MaskNetwork.from_weights(mask.found(folder, "mask")),
        registration=WholeFilm() if detector is None else DetectedPoints.from_weights(detector),
        digest=file_digest(path),
    )


def interval_name(path: Path, parts: EnsembleParts) -> Path:
    """What `intervals_path` is to start from: the members alone would not tell two fits apart,
    nor points by a detector from films taken as they lie."""
    told = f"{parts.digest} {parts.registration.digest}"
    mark = hashlib.sha256(told.encode()).hexdigest()[:8]
    return path.with_name(f"{path.stem}-{mark}{path.suffix}")


def member_answer(member: RegionNetwork, film: Film, regions: FilmRegions) -> tuple[float, float]:
    """Months, and the deviation of the member's own distribution, about one film."""
    view = regions.view(member.region, member.network.input_hw)
    sex = np.array([sex_number(film.sex)])
    found = member.network.read(view.grey[None, None], sex)
    return float(found.age_months[0]), float(found.sd_months[0])


def _spread(months: np.ndarray, own: np.ndarray, combination: Combination) -> float:
    """Standard deviation over the members that count, by weight, with each one's own."""
    weights = np.array(combination.weights)
    used = weights > 0
    if not used.any():
        return 0.0
    share = weights[used] / weights[used].sum()
    mean = float(share @ months[used])
    return float(np.sqrt(share @ ((months[used] - mean) ** 2 + own[used] ** 2)))
